"""Lines that are done, kept beside the output until it is whole: a run that was killed goes on where it stopped."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from crawler.cleaning.streams import writing
from crawler.errors import BadInput


@contextmanager
def unfinished(target: Path, identity: str) -> Iterator[tuple[IO[bytes], int]]:
    """A file to append finished lines to, and how many it holds from a run before; they become `target` in the end.

    They lie in `TARGET.khobao-clean`, unpacked: packed pieces joined would be other bytes than one run gives.
    `identity` tells one input from another: lines of another input are forgotten. A BadInput of the block ends the
    work for good. Raises BadInput when another run writes `target` or a file cannot be written.
    """
    path = target.with_name(f"{target.name}.khobao-clean")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as lines:
            _claim(lines, target)
            header = identity.encode(errors="surrogateescape").replace(b"\n", b" ") + b"\n"
            done = _taken_up(lines, header)
            with _forgotten_on_bad_input(path):
                yield lines, done
            lines.seek(len(header))
            with writing(target) as out:
                shutil.copyfileobj(lines, out)
            path.unlink()
    except OSError as error:
        raise BadInput(f"{target}: cannot be written: {error.strerror}") from error


def _claim(lines: IO[bytes], target: Path) -> None:
    try:
        fcntl.flock(lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BadInput(f"{target}: another run is writing it; wait for it or name another file") from error


def _taken_up(lines: IO[bytes], header: bytes) -> int:
    """How many whole lines stand below the header; one that was torn goes, and so does the work on another input."""
    lines.seek(0)
    if lines.readline() != header:
        lines.truncate(0)
        lines.write(header)
        return 0
    done, end = 0, len(header)
    for line in lines:
        if line.endswith(b"\n"):
            done, end = done + 1, end + len(line)
    lines.truncate(end)
    return done


@contextmanager
def _forgotten_on_bad_input(path: Path) -> Iterator[None]:
    try:
        yield
    except BadInput:
        path.unlink(missing_ok=True)
        raise
