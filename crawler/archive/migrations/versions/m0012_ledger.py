"""The ledger of what feeds and sitemaps listed, filled with what archived and waiting pages tell of it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CHUNK = 500
_DAY = 86_400
_VIETNAM = 7 * 3600
# strings and moments as both databases give them; SQLite keeps the latter as text
_ARTICLES = """
SELECT articles.id, articles.site, {seconds} FROM articles JOIN pages ON pages.id = articles.page
WHERE pages.found_by IN ('feed', 'sitemap')
"""
_WAITING = "SELECT key, site, {seconds} FROM frontier WHERE found_by IN ('feed', 'sitemap')"
_SECONDS = {
    "sqlite": "CAST(strftime('%s', listed_at) AS INTEGER)",
    "postgresql": "CAST(EXTRACT(EPOCH FROM listed_at) AS BIGINT)",
}


def upgrade() -> None:
    """Make the tables, and the rows of what is archived or waits."""
    op.create_table(
        "ledger_sites",
        sa.Column("number", INT64, autoincrement=False, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger_sites"),
        sa.UniqueConstraint("site", name="uq_ledger_sites_site"),
    )
    op.create_table(
        "ledger",
        sa.Column("key", INT64, autoincrement=False, nullable=False),
        sa.Column("asked", INT64, nullable=True),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("site", sa.SmallInteger(), nullable=False),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_ledger"),
    )
    sites = _number_sites(op.get_bind())
    for query in (_ARTICLES, _WAITING):
        _fill(op.get_bind(), query, sites)
    op.create_index("ix_ledger_site_day", "ledger", ["site", "day"])


def _number_sites(connection: sa.Connection) -> dict[str, int]:
    query = "SELECT site FROM articles UNION SELECT site FROM frontier ORDER BY site"
    sites = {site: number for number, site in enumerate(connection.execute(sa.text(query)).scalars())}
    for site, number in sites.items():
        row = {"number": number, "site": site}
        connection.execute(sa.text("INSERT INTO ledger_sites (number, site) VALUES (:number, :site)"), row)
    return sites


def _fill(connection: sa.Connection, query: str, sites: dict[str, int]) -> None:
    """An article that is waiting to be fetched again has its row already."""
    dialect = connection.dialect.name
    statement = sa.text(query.format(seconds=_SECONDS[dialect]))
    found = connection.execute(statement, execution_options={"yield_per": _CHUNK})
    insert = "INSERT INTO ledger (key, day, site, standing) VALUES (:key, :day, :site, 0) ON CONFLICT DO NOTHING"
    for rows in _chunks(found):
        values = [{"key": _key(name), "site": sites[site], "day": _day(seconds)} for name, site, seconds in rows]
        connection.execute(sa.text(insert), values)


def _key(name: int | str) -> int:
    """Of an article's id its hexadecimal digits as a signed number; a key is one already."""
    return name if isinstance(name, int) else int.from_bytes(bytes.fromhex(name), "big", signed=True)


def _day(seconds: int | None) -> int | None:
    return None if seconds is None else (seconds + _VIETNAM) // _DAY


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
