"""What politeness must know of the runs before: robots.txt files of the last day, and when each site may be asked."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, LargeBinary, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base
from crawler.archive.rows.bodies import clean


class RobotsRow(Base):
    """The robots.txt that a host (`host` or `host:port`) answered with, as far as it is rules."""

    __tablename__ = "robots"

    host: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[datetime]
    rules: Mapped[bytes] = mapped_column(LargeBinary)


class PauseRow(Base):
    """Until when a site (by id) or host is left alone: its delay after the last request, or a pause it asked for."""

    __tablename__ = "pauses"

    slot: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


def robots_of(connection: Connection, host: str, since: datetime) -> tuple[datetime, bytes] | None:
    """The robots.txt of a host and when it was read, None when it was not read since then."""
    row = RobotsRow
    query = select(row.read_at, row.rules).where(row.host == clean(host), row.read_at > since)
    found = connection.execute(query).one_or_none()
    return (found.read_at, found.rules) if found is not None else None


def keep_robots(connection: Connection, host: str, read_at: datetime, rules: bytes, since: datetime) -> None:
    """Keep a robots.txt; those that were read before `since` are of no use any more and go."""
    connection.execute(delete(RobotsRow).where(RobotsRow.read_at <= since))
    values = {"host": clean(host), "read_at": read_at, "rules": rules}
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(RobotsRow).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_=values))


def pauses(connection: Connection, now: datetime) -> dict[str, datetime]:
    """By site or host: until when it is left alone, of those whose time has not come yet."""
    rows = connection.execute(select(PauseRow.slot, PauseRow.until).where(PauseRow.until > now))
    return {row.slot: row.until for row in rows}


def keep_pauses(connection: Connection, until: Mapping[str, datetime], now: datetime) -> None:
    """Keep these; of the rows before, those whose time has come go. A longer pause that is known stays."""
    known = pauses(connection, now)
    connection.execute(delete(PauseRow).where(PauseRow.until <= now))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for slot, moment in until.items():
        values = {"slot": clean(slot), "until": max(moment, known.get(slot, moment))}
        statement = dialect.insert(PauseRow).values(values)
        connection.execute(statement.on_conflict_do_update(index_elements=["slot"], set_=values))
