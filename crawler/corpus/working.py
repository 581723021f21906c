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

from crawler.corpus.index import Names
from crawler.corpus.manifest import FileEntry, State
from crawler.corpus.output import Done
from crawler.corpus.publication import Publication
from crawler.corpus.selection import Options
from crawler.errors import BadInput

Told = Callable[[str], None]
"""Hears, in one line, what a person should know."""


class Aim(msgspec.Struct, frozen=True):
    """What an export is of: one with the same aim goes on where another was interrupted."""

    options: Options
    archive: State
    versions: dict[str, str]
    publication: Publication = Publication()
    parent: str | None = None
    """Of a delta, which is done before going on with it would be worth the while."""


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
        head, self._resumable = msgspec.json.encode(aim), aim.parent is None
        lines = self._progress.read_bytes().split(b"\n") if self._progress.exists() else [b""]
        if lines[0] == head and self._resumable:
            self._take_up(lines[1:-1])  # what stands behind the last line break was cut off
        elif lines[0] and lines[0] != head:
            told(_why_anew(lines[0], aim))
        if not self.worth_keeping:
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
        with _locked(folder, out):
            here = Working(folder)
            try:
                here.begin(aim, told)
                yield here
                here.release.replace(out)
            except BaseException:
                _leave(here, folder, told)
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
def _locked(folder: Path, out: Path) -> Iterator[None]:
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


def _leave(here: Working, folder: Path, told: Told) -> None:
    if here.worth_keeping:
        told(f"what is done stays in {folder}: the same command goes on from there; delete it to start anew")
    else:
        rmtree(folder, ignore_errors=True)


def _why_anew(before: bytes, aim: Aim) -> str:
    """Why an export cannot go on from where another was interrupted."""
    try:
        other = msgspec.json.decode(before, type=Aim)
    except msgspec.DecodeError:
        return "what an interrupted export left cannot be read: it starts anew"
    if other.options != aim.options or other.parent != aim.parent:
        return "an export with other options was interrupted here: it starts anew"
    if other.archive != aim.archive:
        return "the archive has changed since the export was interrupted: it starts anew"
    return "other versions of khobao or its libraries began this export: it starts anew"
