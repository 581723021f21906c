"""The daemon's schedule: a row for each listing of a site, and for what is done with the site as a whole."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base
from crawler.archive.rows.tables import ArticleRow, PageRow


class ScheduleRow(Base):
    """The fields of `Planned`; `interval` is the span from the last visit to the next in seconds, for people."""

    __tablename__ = "schedule"

    site: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str] = mapped_column(primary_key=True)
    listing: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
    last_at: Mapped[datetime | None]
    interval: Mapped[int | None]
    outcome: Mapped[str]
    troubles: Mapped[int]
    rhythm: Mapped[str]


@dataclass(frozen=True, slots=True)
class Planned:
    """When a listing of a site is read next, how the last visit ended, and as JSON what all of them taught.

    `listing` is an address, or "" for what is done with the site as a whole (sitemaps, recheck).
    """

    site: str
    way: str
    listing: str
    next_at: datetime
    last_at: datetime | None
    interval: int | None
    outcome: str
    troubles: int
    rhythm: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """An article that is new in the archive: by which way and listing it was found, when it was printed and fetched."""

    site: str
    found_by: str
    listing: str
    published_at: datetime | None
    fetched_at: datetime


def read_schedule(connection: Connection) -> Iterator[Planned]:
    """All rows, by site, way and listing."""
    row = ScheduleRow
    for found in connection.execute(select(row.__table__).order_by(row.site, row.way, row.listing)):
        yield Planned(**found._mapping)


def keep_schedule(connection: Connection, planned: Iterable[Planned]) -> None:
    """Put these in place of the rows of the same listings."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for one in planned:
        values = asdict(one)
        statement = dialect.insert(ScheduleRow).values(values)
        connection.execute(statement.on_conflict_do_update(index_elements=["site", "way", "listing"], set_=values))


def next_number(connection: Connection) -> int:
    """The number that the next new article will have."""
    return connection.execute(select(func.coalesce(func.max(ArticleRow.number) + 1, 0))).scalar_one()


def arrived_since(connection: Connection, number: int, sites: Iterable[str]) -> list[Arrived]:
    """The articles of these sites with this number and above, in archive order."""
    row = ArticleRow
    query = select(row.site, row.found_by, PageRow.found_at, row.published_at, row.first_fetched_at)
    query = query.join(PageRow, PageRow.id == row.page).where(row.number >= number)
    rows = connection.execute(query.where(row.site.in_(list(sites))).order_by(row.number))
    return [Arrived(*found) for found in rows]
