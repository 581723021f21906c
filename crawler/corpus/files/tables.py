"""Rows in Parquet shards."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crawler.corpus.files.groups import Group, Joined, Rows, enough, group
from crawler.corpus.files.shards import Shards
from crawler.corpus.hashed import Hashed
from crawler.corpus.manifest import FileEntry


class Tables:
    """Writes the rows of one task after another; a shard ends with the task that makes it SHARD bytes long."""

    def __init__(self, shards: Shards, most: int) -> None:
        """`most` is SHARD, or less."""
        self._shards = shards
        self._most = most
        self._pending: list[pa.Table] = []
        self._open: tuple[Hashed, Joined] | None = None

    def append(self, rows: Rows) -> None:
        """Write the rows of a task. Raises OSError."""
        if isinstance(rows, pa.Table):
            self._pending.append(rows)
            if enough(sum(map(len, self._pending)), sum(map(_weight, self._pending))):
                self._write_pending()
        else:
            self._write_pending()
            for one in rows:
                self._write(one)
        if self._open is not None and self._open[0].size >= self._most and not self._pending:
            self._end(*self._open)

    def finish(self) -> list[FileEntry]:
        """Close the last shard; the files. An export without rows has one, which is empty."""
        self._write_pending()
        if self._open is not None or not self._shards.done:
            self._end(*self._opened())
        return self._shards.finish()

    def _write_pending(self) -> None:
        if self._pending:
            self._write(group(self._pending))
            self._pending = []

    def _write(self, one: Group) -> None:
        self._opened()[1].append(one)

    def _opened(self) -> tuple[Hashed, Joined]:
        if self._open is None:
            file = self._shards.open()
            self._open = file, Joined(file)
        return self._open

    def _end(self, file: Hashed, joined: Joined) -> None:
        joined.close()
        self._shards.close(file, joined.rows)
        self._open = None


def _weight(table: pa.Table) -> int:
    return int(pc.sum(pc.binary_length(table["text"])).as_py() or 0)


def tables(path: Path) -> Iterator[pa.Table]:
    """The rows of a shard, a row group at a time. Raises OSError and, for damaged ones, pyarrow.ArrowException."""
    with pq.ParquetFile(path) as shard:
        for number in range(shard.num_row_groups):
            yield shard.read_row_group(number)
