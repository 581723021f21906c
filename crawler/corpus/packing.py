"""Where a web archive is made: a hidden folder beside it, from which an interrupted export goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from crawler.corpus.pieces import Pieces
from crawler.corpus.wacz import SUFFIX
from crawler.corpus.working import Told, leave, locked, require_free
from crawler.errors import BadInput

WACZ_FILE = f"archive{SUFFIX}"


@contextmanager
def packing(out: Path, told: Told) -> Iterator[tuple[Path, Pieces]]:
    """A path to write the package at, and the pieces that an interrupted export left.

    `out` is a new file when its name ends in .wacz, else a new folder for `archive.wacz`; either appears when the block
    ends without an error. When it ends with one, the pieces are kept for the next try. Raises BadInput when there is
    something at `out` already, when another export is made there, or when the disk refuses.
    """
    _require_free(out)
    folder = out.parent / f".{out.name}.partial"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with locked(folder, out):
            pieces = Pieces(folder / "pieces")
            if pieces:
                told(f"goes on where it was interrupted: {len(pieces):,} files are whole")
            try:
                yield _place(folder / "package", out), pieces
                (folder / "package" / out.name if out.suffix == SUFFIX else folder / "package").replace(out)
            except BaseException:
                leave(folder, told, worth_keeping=len(pieces) > 0)
                raise
            rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise BadInput(f"{out}: cannot be written: {error.strerror}; nothing was exported") from error


def _require_free(out: Path) -> None:
    if out.suffix != SUFFIX:
        require_free(out)
    elif out.exists() or out.is_symlink():
        raise BadInput(f"{out}: something is there already; an export overwrites nothing, name a new file")


def _place(package: Path, out: Path) -> Path:
    rmtree(package, ignore_errors=True)
    package.mkdir()
    return package / (out.name if out.suffix == SUFFIX else WACZ_FILE)
