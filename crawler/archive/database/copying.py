"""An archive's rows from one database into another, SQLite or PostgreSQL, and the proof that they are the same."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Table, func, insert, inspect, select

from crawler.archive.database.base import Base
from crawler.archive.database.engine import Database
from crawler.archive.database.schema import ensure_schema, require_schema
from crawler.archive.rows.addresses import chunks
from crawler.archive.words import upkeep
from crawler.errors import ArchiveUnusable

Told = Callable[[str, int, int], None]
"""Hears of progress: table, rows copied of it, rows that it has."""

_NOT_COPIED = frozenset({"leases", upkeep.SearchRecipeRow.__tablename__})
"""Who asks which site now, and the words of the search index, which each database keeps in a form of its own."""

_MODULUS = 1 << 128


def copy_database(source_url: str, target_url: str, told: Told) -> dict[str, int]:
    """Copy an archive's rows from one address to another, as `copy` does."""
    source = Database.open(source_url, write=False)
    try:
        target = Database.open(target_url, write=True)
        try:
            return copy(source, target, told)
        finally:
            target.close()
    finally:
        source.close()


def copy(source: Database, target: Database, told: Told) -> dict[str, int]:
    """Copy everything, in one transaction of the target: all of it or, when it is interrupted, nothing.

    Returns the number of rows by table. Both are compared in the end, row by row. Raises ArchiveUnusable: a source of
    another version, a target that holds something already, or one that does not say what the source says.
    """
    with source.reading() as reading, target.writing() as writing:
        require_schema(reading, source.shown)
        _require_empty(writing, target.shown)
        ensure_schema(writing, target.shown)
        tables = _tables(reading)
        copied = {table.name: _copy_table(reading, writing, table, told) for table in tables}
        for table in tables:
            if _digest(writing, table) != copied[table.name]:
                raise ArchiveUnusable(f"database {target.shown}: table {table.name} came out otherwise: nothing kept")
        upkeep.rebuild(writing)
        return {name: rows for name, (rows, _) in copied.items()}


def _tables(reading: Connection) -> list[Table]:
    """All tables, those that others refer to first."""
    there = set(inspect(reading).get_table_names())
    return [table for table in Base.metadata.sorted_tables if table.name in there - _NOT_COPIED]


def _require_empty(writing: Connection, shown: str) -> None:
    there = set(inspect(writing).get_table_names())
    for table in Base.metadata.sorted_tables:
        if table.name in there - _NOT_COPIED and writing.execute(select(table).limit(1)).first() is not None:
            raise ArchiveUnusable(f"database {shown}: there is something in it already: copy into an empty one")


def _copy_table(reading: Connection, writing: Connection, table: Table, told: Told) -> tuple[int, int]:
    rows, total = 0, reading.execute(select(func.count()).select_from(table)).scalar_one()
    digest = 0
    for chunk in chunks(_rows(reading, table)):
        writing.execute(insert(table), [dict(zip(table.columns.keys(), row, strict=True)) for row in chunk])
        rows, digest = rows + len(chunk), (digest + sum(map(_hashed, chunk))) % _MODULUS
        told(table.name, rows, total)
    return rows, digest


def _digest(connection: Connection, table: Table) -> tuple[int, int]:
    rows = digest = 0
    for row in _rows(connection, table):
        rows, digest = rows + 1, (digest + _hashed(row)) % _MODULUS
    return rows, digest


def _rows(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """The rows in bounded memory, in whichever order the database has them."""
    for row in connection.execute(select(table), execution_options={"yield_per": 500}):
        yield tuple(row)


def _hashed(row: Sequence[Any]) -> int:
    """A number for a row; their sum does not depend on the order, which differs between databases."""
    return int.from_bytes(blake2b(repr(row).encode(), digest_size=16).digest(), "big")
