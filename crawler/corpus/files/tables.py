"""Rows in Parquet shards."""

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crawler.corpus.files.shards import Shards
from crawler.corpus.hashed import Hashed
from crawler.corpus.manifest import FileEntry
from crawler.corpus.records.columns import FEW_VALUES, SCHEMA

_ROWS = 4_096
_WEIGHT = 4 * 1024 * 1024
"""A row group ends after so many rows, or with the row that makes its texts so many bytes long."""

_LEVEL = 3
_POOL = pa.system_memory_pool()
"""It gives back what row groups took; Arrow's own keeps 70 MB more."""


class Tables:
    """Writes rows; a shard ends with the row group that makes it SHARD bytes long."""

    def __init__(self, shards: Shards, most: int) -> None:
        """`most` is SHARD, or less."""
        self._shards = shards
        self._most = most
        self._pending: list[pa.Table] = []
        self._count = self._weight = 0
        self._open: _Shard | None = None

    def append(self, table: pa.Table) -> None:
        """Write more rows. Raises OSError."""
        weights = pc.cumulative_sum(pc.binary_length(table["text"])).to_pylist()
        start = 0
        while start < len(table):
            before = weights[start - 1] if start else 0
            full = bisect_left(weights, before + _WEIGHT - self._weight) + 1
            stop = min(len(table), start + _ROWS - self._count, full)
            self._pending.append(table.slice(start, stop - start))
            self._count += stop - start
            self._weight += weights[stop - 1] - before
            if self._count >= _ROWS or self._weight >= _WEIGHT:
                self._write_group()
            start = stop

    def finish(self) -> list[FileEntry]:
        """Close the last shard; the files. An export without rows has one, which is empty."""
        if self._pending:
            self._write_group()
        if self._open is not None or not self._shards.done:
            self._end(self._open or _Shard(self._shards.open()))
        return self._shards.finish()

    def _write_group(self) -> None:
        shard = self._open = self._open or _Shard(self._shards.open())
        shard.append(pa.concat_tables(self._pending).combine_chunks(memory_pool=_POOL))
        self._pending = []
        self._count = self._weight = 0
        if shard.file.size >= self._most:
            self._end(shard)

    def _end(self, shard: "_Shard") -> None:
        shard.writer.close()
        self._shards.close(shard.file, shard.articles)
        self._open = None


class _Shard:
    """The shard that is being written."""

    def __init__(self, file: Hashed) -> None:
        self.file = file
        self.articles = 0
        self.writer = pq.ParquetWriter(
            file,
            SCHEMA,
            compression="zstd",
            compression_level=_LEVEL,
            use_dictionary=FEW_VALUES,
            memory_pool=_POOL,
        )

    def append(self, group: pa.Table) -> None:
        self.writer.write_table(group, row_group_size=len(group))
        self.articles += len(group)


def tables(path: Path) -> Iterator[pa.Table]:
    """The rows of a shard, a row group at a time. Raises OSError and, for damaged ones, pyarrow.ArrowException."""
    with pq.ParquetFile(path) as shard:
        for group in range(shard.num_row_groups):
            yield shard.read_row_group(group)
