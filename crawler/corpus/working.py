"""Where an export is made: a hidden folder beside the one that it will be, from which an interrupted one goes on.

`release/` becomes the release when it is whole. `progress` says what the export is of and which of its files are whole,
`entries` is the index so far. Nobody sees half an export, and a second one into the same place is refused.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import msgspec

from crawler.corpus.aim import Aim, why_anew
from crawler.corpus.index import Names
from crawler.corpus.manifest import FileEntry
from crawler.corpus.output import Done
from crawler.errors import BadInput

Told = Callable[[str], None]
"""Hears, in one line, what a person should know."""


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of `progress`: a file that is whole, or names that entries from here on refer to."""

    split: str = ""
    file: FileEntry | None = None
    sites: tuple[str, ...] = ()
    extractors: tuple[str, ...] = ()


class Working:
    """The working folder of one export."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.release = folder / "release"
        self.entries = folder / "entries"
        self._progress = folder / "progress"
        self.done: Done = {}
        self.names = Names()
        self._resumable = True

    @property
    def worth_keeping(self) -> bool:
        """Whether another export could go on from here."""
        return self._resumable and any(self.done.values())

    def begin(self, aim: Aim, told: Told) -> None:
        """Take up what an export with the same aim left, or clear it away. Raises OSError."""
        head, self._resumable = aim.head(), aim.resumable
        lines = self._progress.read_bytes().split(b"\n") if self._progress.exists() else [b""]
        if lines[0] == head and self._resumable:
            self._take_up(lines[1:-1])  # what stands behind the last line break was cut off
        elif lines[0]:
            told(why_anew(lines[0], aim))
        if self.worth_keeping:
            told(f"goes on where it was interrupted: {sum(map(len, self.done.values())):,} files of it are whole")
        else:
            self._clear(head)

    def note(self, event: Event) -> None:
        """Write down what is done. Raises OSError."""
        if event.file is not None:
            self.done.setdefault(event.split, []).append(event.file)
        with self._progress.open("ab") as stream:
            stream.write(msgspec.json.encode(event) + b"\n")

    def _take_up(self, lines: list[bytes]) -> None:
        for event in (msgspec.json.decode(line, type=Event) for line in lines):
            if event.file is not None:
                self.done.setdefault(event.split, []).append(event.file)
            self.names = Names(self.names.sites + event.sites, self.names.extractors + event.extractors)

    def _clear(self, head: bytes) -> None:
        rmtree(self.release, ignore_errors=True)
        self.release.mkdir()
        self.entries.write_bytes(b"")
        self._progress.write_bytes(head + b"\n")
        self.done, self.names = {}, Names()


@contextmanager
def working(out: Path, aim: Aim, told: Told) -> Iterator[Working]:
    """A working folder whose `release/` becomes `out` when the block ends without an error.

    When it ends with one, what is whole is kept for the next try. Raises BadInput when there is something at `out`
    already, when another export is made there, or when the disk refuses.
    """
    require_free(out)
    folder = out.parent / f".{out.name}.partial"
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with locked(folder, out):
            here = Working(folder)
            try:
                here.begin(aim, told)
                yield here
                here.release.replace(out)
            except BaseException:
                leave(folder, told, worth_keeping=here.worth_keeping)
                raise
            rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise BadInput(f"{out}: cannot be written: {error.strerror}; nothing was exported") from error


def require_free(out: Path) -> None:
    """Raises BadInput when something would be overwritten."""
    try:
        taken = out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir())))
    except OSError as error:
        raise BadInput(f"{out}: cannot be read: {error.strerror}") from error
    if taken:
        raise BadInput(f"{out}: not an empty folder; an export overwrites nothing, name a new folder")


@contextmanager
def locked(folder: Path, out: Path) -> Iterator[None]:
    """The folder, made when it is not there, for this process alone. Raises BadInput when another is at work there."""
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadInput(f"{out}: another export is being made there: wait for it, or name another folder") from None
    else:
        yield
    finally:
        os.close(descriptor)


def leave(folder: Path, told: Told, *, worth_keeping: bool) -> None:
    """Keep the working folder of an export that was interrupted or failed, or clear it away, and say which."""
    if worth_keeping:
        told(f"what is done stays in {folder}: the same command goes on from there; delete it to start anew")
    else:
        told("nothing of it is kept: the same command starts anew")
        rmtree(folder, ignore_errors=True)
