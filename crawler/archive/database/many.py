"""The same statement for many rows, handed to the database's driver.

SQLAlchemy writes a statement once, but spends as long on the parameters of each row as SQLite on storing it. Here the
order of the parameters and what converts their values are asked of it once a statement.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.dml import Insert

Convert = Callable[[Any], Any]


class _Written(NamedTuple):
    """A statement as the driver takes it; for each parameter its name and what converts its value."""

    sql: str
    parameters: tuple[tuple[str, Convert | None], ...]
    positional: bool


def insert_many(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of the same keys, which must all be columns; none is fine. `statement` is built once, at import.

    Raises what the driver raises, as SQLAlchemy wraps it; ValueError of a value that its column does not take.
    """
    if rows:
        written = _written(statement, connection.dialect, tuple(rows[0]))
        connection.exec_driver_sql(written.sql, [_values(written, row) for row in rows])


@lru_cache(maxsize=64)
def _written(statement: Insert, dialect: Dialect, names: tuple[str, ...]) -> _Written:
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup or names  # None where parameters are named
    columns = statement.table.c
    converts = (columns[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order)
    return _Written(str(compiled), tuple(zip(order, converts, strict=True)), compiled.positional)


def _values(written: _Written, row: Mapping[str, Any]) -> Any:
    named = ((name, row[name] if convert is None else convert(row[name])) for name, convert in written.parameters)
    return tuple(value for _, value in named) if written.positional else dict(named)
