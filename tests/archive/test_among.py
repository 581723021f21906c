"""Rows by many numbers, on both databases."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from crawler.archive import Archive
from crawler.archive.database.among import among
from crawler.archive.database.engine import Database
from crawler.archive.database.schema import ensure_schema
from crawler.archive.rows.tables import ArticleRow
from tests.archive.making import fingerprinted

EDGES = [-(1 << 63), (1 << 63) - 1]


def test_those_and_no_others(archive: Archive, database_url: str) -> None:
    archive.store_many([fingerprinted(number) for number in range(4)])
    database = Database.open(database_url, write=False)
    with database.reading() as connection:
        numbers = connection.execute(select(ArticleRow.number).order_by(ArticleRow.number)).scalars().all()
        wanted = [*numbers[1:3], *EDGES, *range(10_000, 50_000)]
        found = connection.execute(select(ArticleRow.number).where(among(ArticleRow.number, wanted))).scalars().all()
        assert sorted(found) == numbers[1:3]
        assert connection.execute(select(ArticleRow.number).where(among(ArticleRow.number, []))).first() is None
    database.close()


def test_a_statement_built_once_is_told_the_numbers_when_it_runs(archive: Archive, database_url: str) -> None:
    archive.store_many([fingerprinted(number) for number in range(4)])
    statement = select(ArticleRow.number).where(among(ArticleRow.number)).order_by(ArticleRow.number)
    database = Database.open(database_url, write=False)
    with database.reading() as connection:
        for wanted in ([0, 2], [3], []):
            assert list(connection.execute(statement, {"numbers": wanted}).scalars()) == wanted
        with pytest.raises(StatementError, match="numbers"):
            connection.execute(statement)
    database.close()


def test_sqlite_searches_the_key_and_scans_nothing(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/khobao.db", write=True)
    query = select(ArticleRow.number).where(among(ArticleRow.number, [1, 2]))
    with database.writing() as connection:
        ensure_schema(connection, database.shown)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query.compile(connection)}", ("[1,2]",)).all()
    assert "SEARCH articles USING INTEGER PRIMARY KEY" in str(plan[0])
    database.close()
