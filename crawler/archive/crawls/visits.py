"""Which visits of a site came to their end: a section page whose articles are all known says nothing about the pages
behind it when the visit that asked for them was cut off."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base

_NEVER = datetime(1, 1, 1, tzinfo=UTC)


class VisitRow(Base):
    """The last visit of a site by one way (`feeds`, `sitemaps`, `sections`); `ended_at` is null while it runs."""

    __tablename__ = "visits"

    site: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


def begin_visit(
    connection: Connection, site: str, ways: Iterable[str], unless_since: datetime | None = None
) -> set[str] | None:
    """Note that a visit begins; returns the ways whose last visit was cut off.

    None, and nothing noted, when all of them were visited to the end since `unless_since`.
    """
    asked = set(ways)  # PostgreSQL refuses a statement that updates a row twice
    query = select(VisitRow.way, VisitRow.ended_at).where(VisitRow.site == site, VisitRow.way.in_(asked))
    ended = {row.way: row.ended_at for row in connection.execute(query)}
    if unless_since and all((ended.get(way) or _NEVER) >= unless_since for way in asked):
        return None
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    now = datetime.now(UTC)
    rows = [{"site": site, "way": way, "started_at": now, "ended_at": None} for way in sorted(asked)]
    statement = dialect.insert(VisitRow).values(rows)
    again = {"started_at": statement.excluded.started_at, "ended_at": None}
    connection.execute(statement.on_conflict_do_update(index_elements=["site", "way"], set_=again))
    return {way for way, moment in ended.items() if moment is None}


def end_visit(connection: Connection, site: str, ways: Iterable[str]) -> None:
    """Note that a visit saw all it wanted to see."""
    row = VisitRow
    connection.execute(update(row).where(row.site == site, row.way.in_(list(ways))).values(ended_at=datetime.now(UTC)))
