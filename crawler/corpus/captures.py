"""The WARC files that go into a package: all closed ones as they are, or the records of chosen pages alone."""

import os
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from crawler.corpus.pieces import Pieces
from crawler.items import WarcRef
from crawler.warc import UnreadableRecord, closed_files
from crawler.warc.beginning import beginning
from crawler.warc.excerpt import excerpt, places
from crawler.warc.segment import open_for_reading

_OFFSET_BITS = 40  # a file ends at 1 GB


class File(NamedTuple):
    """A WARC file of a package: its name, its content, and a key that tells this content from any other."""

    name: str
    key: str
    stream: BinaryIO


class Captures(Protocol):
    """What a package holds. First it is asked about every page, then for its files."""

    def take(self, ref: WarcRef | None) -> bool:
        """Whether the record of a page is one of the package's."""

    def files(self, pieces: Pieces) -> Iterator[File]:
        """The WARC files by name; what has to be made of them is kept in `pieces`. Raises UnreadableRecord, OSError."""


class WholeFiles:
    """Every WARC file of `directory` that is closed, byte for byte: robots.txt, feeds and failures too.

    What a crawl appends to one from now on is left out.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._states: dict[str, os.stat_result] = {}
        for path in closed_files(directory):
            with suppress(FileNotFoundError):  # a crawl goes on with it since it was listed
                self._states[path.name] = path.stat()

    def take(self, ref: WarcRef | None) -> bool:
        return ref is not None and ref.file in self._states and ref.offset < self._states[ref.file].st_size

    def files(self, pieces: Pieces) -> Iterator[File]:
        for name, state in self._states.items():
            with beginning(self._directory, name, state.st_size) as stream:
                yield File(name, _key(name, state), stream)


class PagesAlone:
    """The records of the pages that were taken, with their requests and with what revisits point to; no others.

    Eight bytes a record are held: a file's number and an offset.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._names = [path.name for path in closed_files(directory)]
        self._places = array("Q")

    def take(self, ref: WarcRef | None) -> bool:
        if ref is None or self._number(ref.file) is None:
            return False
        try:
            needed = [(self._number(file), offset) for file, offset in places(self._directory, ref)]
        except UnreadableRecord:
            return False
        packed = [number << _OFFSET_BITS | offset for number, offset in needed if number is not None]
        self._places.extend(packed if len(packed) == len(needed) else ())
        return len(packed) == len(needed)

    def files(self, pieces: Pieces) -> Iterator[File]:
        for number, group in groupby(sorted(set(self._places)), key=lambda place: place >> _OFFSET_BITS):
            name, offsets = self._names[number], array("Q", (place & ((1 << _OFFSET_BITS) - 1) for place in group))
            key = _key(name, _state(self._directory, name), offsets)
            with pieces.of(f"{key}.warc.gz", partial(excerpt, self._directory, name, offsets)) as stream:
                yield File(name, key, stream)

    def _number(self, file: str) -> int | None:
        found = bisect_left(self._names, file)
        return found if found < len(self._names) and self._names[found] == file else None


def _key(name: str, state: os.stat_result, offsets: "array[int] | None" = None) -> str:
    """Of a file in this state, or of these records in it: a takedown writes a file anew, a crawl makes it longer."""
    told = repr((name, state.st_size, state.st_mtime_ns, state.st_ino)).encode()
    return sha256(told + (offsets.tobytes() if offsets is not None else b"")).hexdigest()[:32]


def _state(directory: Path, name: str) -> os.stat_result:
    descriptor = open_for_reading(directory, name)
    try:
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)
