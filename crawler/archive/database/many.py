"""The same statement for many rows, handed to the database's driver.

SQLAlchemy writes a statement once, but spends as long on the parameters of each row as SQLite on storing it. Here the
order of the parameters and what converts their values are asked of it once a statement. PostgreSQL takes all rows as
one statement, an array a column, in its binary form, instead of one a row.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.dml import Insert

Convert = Callable[[Any], Any]


class _Written(NamedTuple):
    """A statement as the driver takes it; for each parameter its name and what converts its value."""

    sql: str
    parameters: tuple[tuple[str, Convert | None], ...]
    arrays: bool


def insert_many(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of the same keys, which must all be columns; none is fine. `statement` is built once, at import.

    One that says what becomes of a row that is there already must not get the same row twice. Raises what the driver
    raises, as SQLAlchemy wraps it; ValueError of a value that its column does not take.
    """
    if rows:
        written = _written(statement, connection.dialect, tuple(rows[0]))
        connection.exec_driver_sql(written.sql, _values(written, rows))


@lru_cache(maxsize=64)
def _written(statement: Insert, dialect: Dialect, names: tuple[str, ...]) -> _Written:
    arrays = dialect.name == "postgresql"
    if arrays:
        sql, order = _of_arrays(statement, dialect, names), list(names)
    else:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        sql, order = str(compiled), compiled.positiontup or []
    columns = statement.table.c
    converts = (columns[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order)
    return _Written(sql, tuple(zip(order, converts, strict=True)), arrays)


def _of_arrays(statement: Insert, dialect: Dialect, names: tuple[str, ...]) -> str:
    arrays = (bindparam(name, type_=ARRAY(statement.table.c[name].type)) for name in names)
    rows: Select[Any] = select(literal_column("*")).select_from(func.unnest(*arrays))
    text = str(statement.from_select(list(names), rows).compile(dialect=dialect))
    return text.replace(")s::", ")b::")  # `%(name)b`: psycopg's binary form


def _values(written: _Written, rows: Sequence[Mapping[str, Any]]) -> Any:
    columns = [
        [row[name] for row in rows] if convert is None else [convert(row[name]) for row in rows]
        for name, convert in written.parameters
    ]
    if written.arrays:
        return {name: values for (name, _), values in zip(written.parameters, columns, strict=True)}
    return list(zip(*columns, strict=True))
