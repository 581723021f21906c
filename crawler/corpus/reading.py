"""Records out of the files of a release, in order, for one split."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from crawler.corpus.files.lines import records
from crawler.corpus.files.seeds import contents
from crawler.corpus.files.tables import tables
from crawler.corpus.manifest import FileEntry
from crawler.corpus.records.plain import DOCUMENT_END
from crawler.corpus.records.recorders import Records
from crawler.corpus.selection import Format, Options


class Reader(Protocol):
    """Gives the records of a split from front to back."""

    def take(self, start: int, stop: int) -> Records:
        """Those from one place to before another; what was passed over before does not come back.

        Raises OSError, and what the format's library raises for damaged files.
        """


def reader(folder: Path, options: Options, files: Sequence[FileEntry]) -> Reader:
    """What reads the files of one split."""
    if options.format is Format.PARQUET:
        return _Rows(chain.from_iterable(tables(folder / file.path) for file in files))
    if options.format is Format.SEED:
        return _Each(contents(folder, files))
    end = b"\n" if options.format is Format.JSONL else DOCUMENT_END
    return _Each(chain.from_iterable(records(folder / file.path, options.compression, end) for file in files))


class _Each:
    def __init__(self, found: Iterator[bytes]) -> None:
        self._found = found
        self._at = 0

    def take(self, start: int, stop: int) -> Records:
        taken = list(islice(self._found, start - self._at, stop - self._at))
        self._at = stop
        return taken


class _Rows:
    def __init__(self, found: Iterator[pa.Table]) -> None:
        self._found = found
        self._at = 0  # of the first row of the group at hand
        self._group: pa.Table | None = None

    def take(self, start: int, stop: int) -> Records:
        pieces = []
        while start < stop:
            group = self._group_with(start)
            piece = group.slice(start - self._at, stop - start)
            pieces.append(piece)
            start += len(piece)
        return pa.concat_tables(pieces)

    def _group_with(self, place: int) -> pa.Table:
        while self._group is None or place >= self._at + len(self._group):
            self._at += len(self._group) if self._group is not None else 0
            self._group = next(self._found)
        return self._group
