"""Quarantine: articles that are kept and marked, and left out of exports until somebody has looked at them.

A site in quarantine has a row; whatever is new or revised there is marked in the transaction that stores it. The mark
says since when and why; releasing the site takes the row and all of its marks away.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base
from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.bodies import clean
from crawler.archive.rows.journal import note
from crawler.archive.rows.tables import ArticleRow


class QuarantineRow(Base):
    """A site whose new and revised articles are marked as they arrive, until the row goes."""

    __tablename__ = "quarantines"

    site: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    reason: Mapped[str]


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A site that is kept back since then, why, and how many of its articles are."""

    site: str
    since: datetime
    reason: str
    articles: int


@dataclass(frozen=True, slots=True)
class Held:
    """An article in quarantine."""

    id: str
    url: str
    title: str
    fetched_at: datetime
    since: datetime
    reason: str


def mark(connection: Connection, numbers: Collection[int]) -> None:
    """Mark those of these articles, which were just written, whose site is in quarantine."""
    for site, reason in connection.execute(_KEPT_BACK).all():
        new = {"quarantined_at": ArticleRow.fetched_at, "quarantined_for": reason}
        for some in chunks(numbers):
            here = ArticleRow.number.in_(some) & (ArticleRow.site == site) & ArticleRow.quarantined_at.is_(None)
            connection.execute(update(ArticleRow).where(here).values(**new))


def hold(connection: Connection, site: str, reason: str, at: datetime, fetched_since: datetime | None) -> int:
    """Put a site in quarantine from `at` on, with what was fetched of it since; returns how many articles that marks.

    A site that is in quarantine already stays so since then and for that reason.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {"site": clean(site), "since": at, "reason": clean(reason)}
    connection.execute(dialect.insert(QuarantineRow).values(row).on_conflict_do_nothing())
    if fetched_since is None:
        return 0
    fetched = (ArticleRow.site == site) & (ArticleRow.fetched_at >= fetched_since) & ~_marked(site)
    return _set(connection, fetched, {"quarantined_at": at, "quarantined_for": row["reason"]})


def release(connection: Connection, site: str) -> int | None:
    """Let a site and all of its articles go; returns how many these were, None when it was not in quarantine."""
    there = connection.execute(delete(QuarantineRow).where(QuarantineRow.site == site)).rowcount
    released = _set(connection, _marked(site), {"quarantined_at": None, "quarantined_for": None})
    return released if there or released else None


def quarantines(connection: Connection) -> list[Quarantine]:
    """All sites in quarantine, by id."""
    counts = _counts(connection)
    sites = connection.execute(select(*QuarantineRow.__table__.columns).order_by(QuarantineRow.site))
    return [Quarantine(site, since, reason, counts.get(site, 0)) for site, since, reason in sites]


def strays(connection: Connection) -> list[tuple[str, int]]:
    """Sites that are not in quarantine and have articles that are marked as if they were: how many, by id."""
    there = set(connection.execute(select(QuarantineRow.site)).scalars())
    return sorted((site, count) for site, count in _counts(connection).items() if site not in there)


def held(connection: Connection, site: str) -> Iterator[Held]:
    """The articles of a site that are in quarantine, in archive order."""
    row = ArticleRow
    query = select(row.id, row.canonical_url, row.title, row.fetched_at, row.quarantined_at, row.quarantined_for)
    for one in connection.execute(query.where(_marked(site)).order_by(row.number)):
        yield Held(one.id, one.canonical_url, one.title, one.fetched_at, one.quarantined_at, one.quarantined_for)


def _counts(connection: Connection) -> dict[str, int]:
    row = ArticleRow
    query = select(row.site, func.count()).where(row.quarantined_at.is_not(None)).group_by(row.site)
    return {found[0]: found[1] for found in connection.execute(query)}


def _marked(site: str) -> ColumnElement[bool]:
    return (ArticleRow.site == site) & ArticleRow.quarantined_at.is_not(None)


def _set(connection: Connection, which: ColumnElement[bool], values: dict[str, object]) -> int:
    """Change the marks of these articles; an export after another one has to look at them again."""
    numbers = connection.execute(select(ArticleRow.number).where(which).order_by(ArticleRow.number)).scalars().all()
    for some in chunks(numbers):
        connection.execute(update(ArticleRow).where(ArticleRow.number.in_(some)).values(**values))
    note(connection, numbers)
    return len(numbers)


_KEPT_BACK = select(QuarantineRow.site, QuarantineRow.reason)
