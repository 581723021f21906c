"""An archive of every schema there ever was, with data in it, is brought up to date by opening it."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, inspect, text

import crawler.frontier  # noqa: F401 - its tables are part of the archive
from crawler.archive import Archive, Exported
from crawler.archive.database.base import Base
from crawler.archive.database.engine import parse_url
from crawler.archive.database.schema import HEAD
from crawler.errors import Reason
from crawler.items import Failure, Fingerprinted, PageObservation
from crawler.neardup import fingerprint
from tests.archive.making import NOON, address, article, page
from tests.archive.test_files import files

STORY = (
    "Đoàn xe chở muối dừng ở chân đèo từ nửa đêm để chờ sương tan, người lái thay nhau canh hàng và nhóm bếp đun nước. "
    "Đến gần trưa con đường mới khô, cả đoàn nối nhau lên dốc, xe sau cách xe trước chừng trăm bước chân cho an toàn."
)
Rows = dict[str, list[dict[str, Any]]]


def fill(archive: Archive) -> None:
    """Articles, a copy, a revision, a refusal, a visit, what a site taught."""
    for number, said in enumerate((STORY, f"{STORY} Ai cũng mừng.", "Chợ nổi họp sớm hơn mọi ngày vì con nước lớn.")):
        made = article(number, text=said)
        taught = PageObservation(f"{number:016x}", (2, 5))
        archive.store_many([Fingerprinted(page(number), made, fingerprint(made.text), taught)])
    again = article(2, text="Chợ nổi họp muộn vì mưa dông kéo dài tới sáng.")
    archive.store(page(2, hours=3), again, fingerprint(again.text))
    archive.fail(Failure(address(9), "bao-thu", Reason.NO_ARTICLE, "", NOON, "feed"))
    archive.begin_visit("bao-thu", ["feeds"])


def state(archive: Archive) -> list[Exported]:
    return list(archive.exported(revisions=True))


def as_of(database_url: str, schema: str) -> None:
    """Make the database one of this schema, holding what of its rows that schema has a place for."""
    engine = create_engine(parse_url(database_url))
    with engine.connect() as connection:
        rows: Rows = {
            table: [dict(row._mapping) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
            for table in inspect(connection).get_table_names()
            if not table.startswith(("search_", "sqlite_", "alembic_"))
        }
    engine.dispose()
    _empty(database_url)
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "crawler.archive:migrations")
        command.upgrade(config, schema)
        _put(connection, rows)
    engine.dispose()


def _empty(database_url: str) -> None:
    url = parse_url(database_url)
    if url.drivername == "sqlite":
        Path(str(url.database)).unlink()
        return
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


def _put(connection: Connection, rows: Rows) -> None:
    there = inspect(connection)
    for table in (table.name for table in Base.metadata.sorted_tables if there.has_table(table.name)):
        names = {column["name"] for column in there.get_columns(table)}
        for row in rows.get(table, []):
            kept = [name for name in row if name in names]
            columns, values = ", ".join(f'"{name}"' for name in kept), ", ".join(f":{name}" for name in kept)
            connection.execute(text(f'INSERT INTO "{table}" ({columns}) VALUES ({values})'), row)


@pytest.mark.parametrize("schema", [f"{number:04d}" for number in range(1, int(HEAD) + 1)])
def test_an_archive_of_every_schema_is_opened_with_all_it_holds(database_url: str, tmp_path: Path, schema: str) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        fill(archive)
        before, refused = state(archive), list(archive.failures())
    assert [one.verdict.kind for one in before] == ["unique", "near", "unique", "unique"]
    filed = files(tmp_path / "articles")
    as_of(database_url, schema)
    with Archive.open(database_url, tmp_path) as archive:
        assert state(archive) == before
        assert list(archive.failures()) == refused
        assert list(archive.verify()) == []
        assert [found.article.url for found in archive.search('"chợ nổi"')] == [address(2)]
        another = article(5, text=STORY)
        stored = archive.store(page(5), another, fingerprint(another.text))
        assert (stored.outcome, stored.verdict.kind) == ("new", "exact")
    assert set(filed) < set(files(tmp_path / "articles"))
