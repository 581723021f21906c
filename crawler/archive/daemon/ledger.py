"""The ledger: every address that the feeds and sitemaps of a paper have listed, and on which day.

A row holds numbers alone: twenty years of a large paper, two million addresses, take about 120 MB on SQLite, and
nothing of an article that was taken down is left in it but a hash.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import NamedTuple

from sqlalchemy import Connection, Index, Integer, SmallInteger, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base
from crawler.archive.rows.addresses import chunks, key_of, settled
from crawler.archive.rows.bodies import clean
from crawler.archive.rows.tombstones import buried

_EPOCH = date(1970, 1, 1)


class Standing(IntEnum):
    """What a crawl did with a listed address: offered it to be fetched, or left it out and why.

    OUTSIDE: of the days that it was asked for; DENIED and NO_ARTICLE_ADDRESS: by `deny` and `article_url` of the site
    file. TAKEN_DOWN stays whatever a crawl says.
    """

    WANTED = 0
    OUTSIDE = 1
    DENIED = 2
    NO_ARTICLE_ADDRESS = 3
    TAKEN_DOWN = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """An address of `site` in a feed or sitemap: as it is asked for, and its canonical forms, the newest first.

    `day` is the one that the listing names, in Viet Nam; None when it names none.
    """

    url: str
    addresses: tuple[str, ...]
    site: str
    day: date | None
    standing: Standing


class LedgerSiteRow(Base):
    """The number of a site in the ledger."""

    __tablename__ = "ledger_sites"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    site: Mapped[str] = mapped_column(unique=True)


class LedgerRow(Base):
    """One listed address; `key` is the hash of the canonical one.

    `asked` is the hash under which the archive may know it otherwise: as it is asked for, or under a former domain of
    its paper. `day` is the earliest that any listing named, in days since 1970.
    """

    __tablename__ = "ledger"
    __table_args__ = (Index("ix_ledger_site_day", "site", "day"),)

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked: Mapped[int | None]
    day: Mapped[int | None] = mapped_column(Integer)
    site: Mapped[int] = mapped_column(SmallInteger)
    standing: Mapped[int] = mapped_column(SmallInteger)


class _Row(NamedTuple):
    key: int
    asked: int | None
    day: int | None
    site: int
    standing: int


def note(connection: Connection, listed: Sequence[Listed]) -> None:
    """Keep these addresses; of one that is kept already only what is new is written.

    A listing names the same addresses at every visit, so this mostly reads.
    """
    numbers = site_numbers(connection, {one.site for one in listed})
    former = _former(connection, listed)
    coming: dict[int, _Row] = {}
    for one in listed:
        row = _row(one, numbers[clean(one.site)], former.get(one.addresses[0]))
        coming[row.key] = _merged(coming[row.key], row) if row.key in coming else row
    known = _known(connection, coming)
    gone = _buried(connection, coming.keys() - known.keys())
    rows = [_merged(known[key], row) if key in known else row for key, row in coming.items()]
    rows = [row._replace(standing=Standing.TAKEN_DOWN) if row.key in gone else row for row in rows]
    _write(connection, [row for row in rows if row != known.get(row.key)])


def note_taken_down(connection: Connection, keys: Collection[int]) -> None:
    """What these addresses led to was taken down; they are hashes."""
    for chunk in chunks(keys):
        mine = LedgerRow.key.in_(chunk)
        connection.execute(update(LedgerRow).where(mine).values(standing=Standing.TAKEN_DOWN))


def number_of_day(day: date) -> int:
    """The day as the ledger keeps it."""
    return (day - _EPOCH).days


def day_of_number(number: int) -> date:
    """The day that `number_of_day` gave this number."""
    return _EPOCH + timedelta(days=number)


def site_numbers(connection: Connection, sites: Iterable[str]) -> dict[str, int]:
    """The numbers of these sites; new ones are given."""
    wanted = sorted({clean(site) for site in sites})
    row = LedgerSiteRow
    found = {site: number for number, site in connection.execute(select(row.number, row.site))}
    new = [site for site in wanted if site not in found]
    if new:
        first = connection.execute(select(func.coalesce(func.max(row.number) + 1, 0))).scalar_one()
        rows = [{"number": number, "site": site} for number, site in enumerate(new, first)]
        connection.execute(insert(row), rows)
        found |= {site: number for number, site in enumerate(new, first)}
    return {site: found[site] for site in wanted}


def _row(one: Listed, site: int, former: str | None) -> _Row:
    key, asked = key_of(one.addresses[0]), key_of(former or one.url)
    day = number_of_day(one.day) if one.day else None
    return _Row(key, asked if asked != key else None, day, site, one.standing)


def _former(connection: Connection, listed: Sequence[Listed]) -> dict[str, str]:
    """By today's address the former one under which a paper that moved is archived."""
    moved = {one.addresses[0]: one.addresses[1:] for one in listed if len(one.addresses) > 1}
    known = settled(connection, {name for names in moved.values() for name in names})
    return {now: name for now, names in moved.items() for name in names if name in known}


def _merged(old: _Row, new: _Row) -> _Row:
    """What both say: the earliest day, and the newest standing; other days asked for say nothing of an address."""
    days = [day for day in (old.day, new.day) if day is not None]
    asked = new.asked if old.asked is None else old.asked
    stays = old.standing == Standing.TAKEN_DOWN or new.standing == Standing.OUTSIDE
    standing = old.standing if stays else new.standing
    return _Row(old.key, asked, min(days, default=None), old.site, standing)


def _buried(connection: Connection, keys: Iterable[int]) -> set[int]:
    ids = {f"{key % 2**64:016x}": key for key in keys}  # an article's id is the same hash in hexadecimal
    return {ids[id_] for id_ in buried(connection, ids)}


def _known(connection: Connection, keys: Iterable[int]) -> dict[int, _Row]:
    query = select(LedgerRow.key, LedgerRow.asked, LedgerRow.day, LedgerRow.site, LedgerRow.standing)
    rows = (row for chunk in chunks(keys) for row in connection.execute(query.where(LedgerRow.key.in_(chunk))))
    return {row[0]: _Row(*row) for row in rows}


def _write(connection: Connection, rows: Sequence[_Row]) -> None:
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(LedgerRow)
    new = {name: statement.excluded[name] for name in _Row._fields[1:]}
    statement = statement.on_conflict_do_update(index_elements=["key"], set_=new)
    connection.execute(statement, [row._asdict() for row in rows])
