"""What a status page shows of an archive, cheap at millions of articles: counts that indexes answer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, cast, func, select, text

from crawler.archive.daemon.schedule import Planned, read_schedule
from crawler.archive.database.engine import Database
from crawler.archive.rows.tables import ArticleRow
from crawler.dates import VIETNAM


@dataclass(frozen=True, slots=True)
class Overview:
    """Articles by site; of these the ones that came on each day in Viet Nam, by site and day; the schedule.

    `size` is that of the database in bytes.
    """

    articles: Mapping[str, int]
    days: Mapping[str, Mapping[date, int]]
    planned: tuple[Planned, ...]
    size: int


def overview(database: Database, since: date) -> Overview:
    """The overview from one snapshot, with the days from `since` on. Raises ArchiveUnusable."""
    row = ArticleRow
    with database.reading() as connection:
        counts = connection.execute(select(row.site, func.count()).group_by(row.site)).all()
        articles: dict[str, int] = dict(counts)
        return Overview(articles, _days(connection, since), tuple(read_schedule(connection)), _size(connection))


def _days(connection: Connection, since: date) -> dict[str, dict[date, int]]:
    row, first = ArticleRow, datetime.combine(since, time(), VIETNAM)
    day = _day(connection)
    query = select(row.site, day, func.count()).where(row.first_fetched_at >= first).group_by(row.site, day)
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for site, named, articles in connection.execute(query):
        found[site][date.fromisoformat(named) if isinstance(named, str) else named] = articles
    return found


def _day(connection: Connection) -> ColumnElement[Any]:
    """The day in Viet Nam of an article's first fetch."""
    if connection.dialect.name == "sqlite":
        return func.date(ArticleRow.first_fetched_at, "+7 hours")
    return cast(func.timezone(timedelta(hours=7), ArticleRow.first_fetched_at), Date)


def _size(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        pages = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        return int(connection.execute(text(pages)).scalar_one())
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
