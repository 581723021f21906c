"""The WARC files that go into a package: all closed ones as they are, or the records of chosen pages alone."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, Protocol

from crawler.items import WarcRef
from crawler.warc import UnreadableRecord, closed_files
from crawler.warc.beginning import beginning
from crawler.warc.excerpt import excerpt, places

_OFFSET_BITS = 40  # a file ends at 1 GB


class Captures(Protocol):
    """What a package holds. First it is asked about every page, then for its files."""

    def take(self, ref: WarcRef | None) -> bool:
        """Whether the record of a page is one of the package's."""

    def files(self) -> Iterator[tuple[str, BinaryIO]]:
        """Name and content of each WARC file. Raises UnreadableRecord, OSError."""


class WholeFiles:
    """Every WARC file of `directory` that is closed, byte for byte: robots.txt, feeds and failures too.

    What a crawl appends to one from now on is left out.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._sizes: dict[str, int] = {}
        for path in closed_files(directory):
            with suppress(FileNotFoundError):  # a crawl goes on with it since it was listed
                self._sizes[path.name] = path.stat().st_size

    def take(self, ref: WarcRef | None) -> bool:
        return ref is not None and ref.offset < self._sizes.get(ref.file, 0)

    def files(self) -> Iterator[tuple[str, BinaryIO]]:
        for name, size in self._sizes.items():
            with beginning(self._directory, name, size) as stream:
                yield name, stream


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

    def files(self) -> Iterator[tuple[str, BinaryIO]]:
        for number, group in groupby(sorted(set(self._places)), key=lambda place: place >> _OFFSET_BITS):
            offsets = [place & ((1 << _OFFSET_BITS) - 1) for place in group]
            with TemporaryFile() as stream:
                excerpt(self._directory, self._names[number], offsets, stream)
                stream.seek(0)
                yield self._names[number], stream

    def _number(self, file: str) -> int | None:
        found = bisect_left(self._names, file)
        return found if found < len(self._names) and self._names[found] == file else None
