"""The figures of visits and the alarms that follow from them, as rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from crawler.alarms.figures import Visit
from crawler.alarms.history import JUDGED, History, compacted
from crawler.alarms.judge import judge
from crawler.alarms.values import Alarm, Notice
from crawler.archive.daemon.quarantine import QuarantineRow, hold
from crawler.archive.database.base import Base
from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.bodies import clean
from crawler.archive.rows.tables import ArticleRow

_KEPT = timedelta(days=400)
"""How long the figures of a day are there for people to look at, last year's Tết among them."""
_REMEMBERED = timedelta(days=30)
"""How long an alarm that was cleared is told of."""


class FiguresRow(Base):
    """A visit of a site, or a day of visits: `figures` is a `crawler.alarms.figures.Visit` as JSON."""

    __tablename__ = "visit_figures"

    site: Mapped[str] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(primary_key=True)
    figures: Mapped[str]


class AlarmRow(Base):
    """An alarm that stands or was cleared lately."""

    __tablename__ = "alarms"

    site: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    raised_at: Mapped[datetime]
    evidence: Mapped[str]
    advice: Mapped[str]
    cleared_at: Mapped[datetime | None]


def history(connection: Connection, site: str, now: datetime) -> History:
    """What is known of a site, as far back as it is judged by."""
    row = FiguresRow
    query = select(row.figures).where(row.site == clean(site), row.ended_at > now - JUDGED).order_by(row.ended_at)
    visits = [msgspec.json.decode(text, type=Visit) for text in connection.execute(query).scalars()]
    return History(site, visits, alarms(connection, site))


def conclude(connection: Connection, before: History, visit: Visit) -> list[Notice]:
    """Keep a visit's figures, sum up old ones, judge, keep what came of it; a redesign puts the site in quarantine."""
    visits = compacted([*before.visits, visit], visit.ended)
    _keep(connection, before.site, before.visits, visits)
    told = judge(History(before.site, visits, before.alarms))
    keep(connection, told, visit.ended)
    for notice in told:
        if notice.quarantine:
            reason = f"{notice.alarm.kind}: {notice.alarm.evidence}"
            hold(connection, before.site, reason, visit.ended, notice.alarm.since)
    return told


def keep(connection: Connection, notices: Iterable[Notice], now: datetime) -> None:
    """Write alarms that were raised or cleared; those that were cleared long ago go."""
    row = AlarmRow
    connection.execute(delete(row).where(row.cleared_at < now - _REMEMBERED))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for alarm in (notice.alarm for notice in notices):
        values = _values(alarm)
        statement = dialect.insert(row).values(values)
        connection.execute(statement.on_conflict_do_update(index_elements=["site", "kind", "subject"], set_=values))


def alarms(connection: Connection, site: str | None = None) -> list[Alarm]:
    """Alarms that stand or were cleared lately, of one site or of all, the oldest first."""
    row = AlarmRow
    query = select(*row.__table__.columns).order_by(row.raised_at, row.site, row.kind, row.subject)
    if site is not None:
        query = query.where(row.site == clean(site))
    return [Alarm(**one._mapping) for one in connection.execute(query)]


def settle(connection: Connection, site: str, now: datetime) -> None:
    """A person or a new rule says that a site is read well as it is: its alarms of a redesign or a wall are over."""
    row = AlarmRow
    mine = (row.site == clean(site)) & row.kind.in_(("redesign", "wall")) & row.cleared_at.is_(None)
    connection.execute(update(row).where(mine).values(cleared_at=now))


def forget(connection: Connection, urls: Iterable[str]) -> None:
    """Take addresses out of what examples, alarms and marks of quarantine say: their article was taken down."""
    said = (FiguresRow.figures, AlarmRow.evidence, QuarantineRow.reason, ArticleRow.quarantined_for)
    for url in urls:
        for column in said:
            here = column.contains(url, autoescape=True)
            connection.execute(update(column.class_).where(here).values({column: func.replace(column, url, "…")}))


def _values(alarm: Alarm) -> dict[str, object]:
    return {
        "site": clean(alarm.site), "kind": alarm.kind, "subject": clean(alarm.subject), "since": alarm.since,
        "raised_at": alarm.raised_at, "evidence": clean(alarm.evidence), "advice": clean(alarm.advice),
        "cleared_at": alarm.cleared_at,
    }  # fmt: skip


def _keep(connection: Connection, site: str, before: Sequence[Visit], after: Sequence[Visit]) -> None:
    row, name = FiguresRow, clean(site)
    gone = {visit.ended for visit in before} - {visit.ended for visit in after}
    there = {visit.ended: visit for visit in before}
    new = [visit for visit in after if there.get(visit.ended) != visit]
    stale = sorted(gone | {visit.ended for visit in new})
    connection.execute(delete(row).where(row.site == name, row.ended_at < after[-1].ended - _KEPT))
    for some in chunks(stale):
        connection.execute(delete(row).where(row.site == name, row.ended_at.in_(some)))
    rows = [{"site": name, "ended_at": one.ended, "figures": msgspec.json.encode(one).decode()} for one in new]
    connection.execute(insert(row), rows)
