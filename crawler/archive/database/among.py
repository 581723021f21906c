"""Rows by many numbers at once, told to the database as one value.

`column.in_(…)` makes a parameter of every number: SQLAlchemy then spends longer on writing the statement than SQLite
on answering it.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import BigInteger, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine


class _Numbers(TypeDecorator[Sequence[int]]):
    """Whole numbers of 64 bits: an array on PostgreSQL, JSON on SQLite, which has no arrays."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type that the database knows."""
        array = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(BigInteger()) if array else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        """The numbers as that type's value."""
        return value if dialect.name == "postgresql" else orjson.dumps(value).decode()


class among(FunctionElement[Any]):  # noqa: N801 - reads as the function that it is in a query
    """Whether a column is one of these numbers."""

    type = NullType()  # of a Boolean SQLAlchemy writes `… = 1` on SQLite, which then scans the table
    inherit_cache = True

    def __init__(self, column: Any, numbers: Sequence[int] | None = None) -> None:
        """Without numbers here, they are the parameter `numbers` of a statement that is built once: building one
        takes SQLAlchemy longer than running it."""
        own = numbers is not None  # of two in one statement, each has its own
        super().__init__(column, bindparam("numbers", numbers, type_=_Numbers(), unique=own, required=not own))


@compiles(among)
def _on_sqlite(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, numbers = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608 - both parts are what SQLAlchemy wrote


@compiles(among, "postgresql")
def _on_postgresql(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, numbers = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY({numbers})"
