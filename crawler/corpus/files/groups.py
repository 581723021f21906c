"""Row groups of Parquet, each made apart, and files put together of them.

Making them is most of what writing Parquet costs, and worker processes do it. Where a group ends depends on nothing but
the rows of the task that it is of: so a release that is joined out of deltas has the groups of one made at once.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crawler.corpus.files import thrift
from crawler.corpus.files.thrift import Field, List, Struct
from crawler.corpus.hashed import Hashed
from crawler.corpus.records.columns import FEW_VALUES, RANGED, SCHEMA

_FEW = 500
_LIGHT = 2 * 1024 * 1024
"""A task with fewer rows, whose texts have fewer bytes, shares its row group with those after it."""

_HEAVY = 8 * 1024 * 1024
"""Rows of a task whose texts are longer than so many bytes are several groups."""

_LEVEL = 2  # a quarter less time than 3; texts of news take 9 % more bytes
_POOL = pa.system_memory_pool()
"""It gives back what row groups took; Arrow's own keeps 70 MB more."""

_MAGIC = b"PAR1"
_TAIL = 8  # the length of the footer, and the magic once more
# Of the footer, by the numbers that parquet.thrift gives its fields:
_ROWS, _GROUPS = 3, 4
_COLUMNS, _GROUP_AT = 1, 5
_META_DATA = 3
_DATA_AT, _DICTIONARY_AT = 9, 11


class Group(NamedTuple):
    """A row group: how many rows it has, and a Parquet file that holds it alone."""

    rows: int
    file: bytes


Rows: TypeAlias = pa.Table | list[Group]
"""The rows of a task: as a table when they are few, else as row groups."""


class Grouping:
    """Makes row groups of the rows of one task."""

    def __init__(self) -> None:
        self._pending: list[pa.Table] = []
        self._groups: list[Group] = []
        self._rows = self._weight = 0

    def add(self, table: pa.Table) -> None:
        """More rows; how they come cut up makes no difference."""
        self._rows += len(table)
        weights = self._weight + np.cumsum(pc.binary_length(table["text"]).to_numpy(), dtype=np.int64)
        heavy = np.concatenate([[self._weight], weights]) // _HEAVY
        start = 0
        for stop in (np.flatnonzero(np.diff(heavy)) + 1).tolist():
            self._pending.append(table.slice(start, stop - start))
            self._end_group()
            start = stop
        if start < len(table):
            self._pending.append(table.slice(start))
        self._weight = int(weights[-1]) if len(weights) else self._weight

    def rows(self) -> Rows:
        """All of them."""
        if not self._groups and not enough(self._rows, self._weight):
            return pa.concat_tables([SCHEMA.empty_table(), *self._pending])
        if self._pending:
            self._end_group()
        return self._groups

    def _end_group(self) -> None:
        self._groups.append(group(self._pending))
        self._pending = []


def enough(rows: int, weight: int) -> bool:
    """Whether so many rows, with texts of so many bytes, make a row group."""
    return rows >= _FEW or weight >= _LIGHT


def group(tables: Sequence[pa.Table]) -> Group:
    """A row group of these rows."""
    table = pa.concat_tables(tables).combine_chunks(memory_pool=_POOL)
    return Group(len(table), _file(table))


class Joined:
    """Writes a Parquet file that has all these groups, one after another."""

    def __init__(self, stream: Hashed) -> None:
        """Raises OSError, as everything here does."""
        self._stream = stream
        self._groups: list[bytes] = []
        self.rows = 0
        stream.write(_MAGIC)

    def append(self, one: Group) -> None:
        """Write one more group."""
        (told,) = _footer(one.file)[_GROUPS].value.items
        _move(told, self._stream.tell() - len(_MAGIC))
        self._groups.append(thrift.encode(told))
        self._stream.write(one.file[len(_MAGIC) : -_TAIL - _footer_size(one.file)])
        self.rows += one.rows

    def close(self) -> None:
        """Write the footer; the stream stays open."""
        told = dict(_frame())
        told[_ROWS] = Field(told[_ROWS].type, self.rows)
        told[_GROUPS] = Field(told[_GROUPS].type, List(_type_of_groups(), list(self._groups)))
        footer = thrift.encode(told)
        self._stream.write(footer + len(footer).to_bytes(4, "little") + _MAGIC)


def _move(told: Struct, by: int) -> None:
    """Say of a row group that it stands so many bytes later."""
    _shift(told, _GROUP_AT, by)
    for column in told[_COLUMNS].value.items:
        for place in (_DATA_AT, _DICTIONARY_AT):
            _shift(column[_META_DATA].value, place, by)


def _shift(struct: Struct, number: int, by: int) -> None:
    if number in struct:
        kind, value = struct[number]
        struct[number] = Field(kind, value + by)


def _file(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream(_POOL)
    with pq.ParquetWriter(
        sink,
        SCHEMA,
        compression="zstd",
        compression_level=_LEVEL,
        use_dictionary=FEW_VALUES,
        write_statistics=RANGED,
        memory_pool=_POOL,
    ) as writer:
        writer.write_table(table, row_group_size=max(1, len(table)))
    return bytes(sink.getvalue().to_pybytes())


def _footer_size(file: bytes) -> int:
    return int.from_bytes(file[-_TAIL:-4], "little")


def _footer(file: bytes) -> Struct:
    return thrift.decode(file[-_TAIL - _footer_size(file) : -_TAIL])


@cache
def _frame() -> Struct:
    """The footer of a file without rows."""
    return _footer(_file(SCHEMA.empty_table()))


def _type_of_groups() -> int:
    kind: int = _frame()[_GROUPS].value.type
    return kind
