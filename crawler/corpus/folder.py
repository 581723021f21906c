"""A folder, or a file, that appears whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from crawler.corpus.working import require_free
from crawler.errors import BadInput

_MODE = 0o755


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A working folder beside `out` that becomes `out` when the block ends without an error, else vanishes.

    Raises BadInput when there is something at `out` already, or when the disk refuses.
    """
    require_free(out)
    with _working_folder(out) as working:
        yield working
        working.chmod(_MODE)  # mkdtemp makes folders that only their owner can read
        working.replace(out)


@contextmanager
def new_file(out: Path) -> Iterator[Path]:
    """A path to write a file at that becomes `out` when the block ends without an error, else vanishes.

    Raises BadInput when there is something at `out` already, or when the disk refuses.
    """
    if out.exists() or out.is_symlink():
        raise BadInput(f"{out}: something is there already; an export overwrites nothing, name a new file")
    with _working_folder(out) as working:
        yield working / out.name
        (working / out.name).replace(out)


@contextmanager
def _working_folder(out: Path) -> Iterator[Path]:
    """A hidden folder beside `out`, removed at the end unless it was renamed."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        working = Path(mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
        try:
            yield working
        finally:
            rmtree(working, ignore_errors=True)
    except OSError as error:
        raise BadInput(f"{out}: cannot be written: {error.strerror}; nothing was exported") from error
