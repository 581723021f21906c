"""What became of the addresses in the ledger: one query over all that is known of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from crawler.archive.daemon.ledger import LedgerRow, LedgerSiteRow, Standing, day_of_number, number_of_day
from crawler.archive.database.engine import Database
from crawler.archive.rows.addresses import CHUNK
from crawler.archive.rows.tables import AddressRow, FailureRow
from crawler.errors import Reason
from crawler.frontier.tables import FrontierRow

Days = tuple[date | None, date | None]
"""First and last day, both included; None: no bound."""


@dataclass(frozen=True, slots=True)
class Seen:
    """So many listed addresses of a site and day of which the archive knows the same.

    `day` is None when no listing named one; `settled` means archived or refused for good; `state` is that of the
    frontier, `reason` the last failure's, "" for none.
    """

    site: str
    day: date | None
    standing: Standing
    held: bool
    settled: bool
    state: str
    reason: str
    addresses: int


def seen(database: Database, sites: Collection[str] | None, days: Days) -> Iterator[Seen]:
    """The ledger of these sites (None: of all) on these days and of no day, by site, from one snapshot."""
    with database.reading() as connection:
        for site, number in _numbers(connection, sites).items():
            for day, standing, held, settled, state, reason, addresses in connection.execute(_counted(number, days)):
                named = day_of_number(day) if day is not None else None
                yield Seen(site, named, Standing(standing), bool(held), bool(settled), state, reason, addresses)


def known_urls(database: Database, sites: Collection[str] | None, days: Days) -> Iterator[str]:
    """The addresses of pages in the ledger, on these days and of no day, that wait, have failed or were given up.

    So do those that were fetched and left out because they print another day than the crawl was asked for.
    """
    row = FailureRow
    waiting = select(FrontierRow.url).join(LedgerRow, LedgerRow.key == FrontierRow.key)
    settled = select(AddressRow.key).where(AddressRow.key == row.key).exists()
    outside = select(row.requested_url).join(LedgerRow, func.coalesce(LedgerRow.asked, LedgerRow.key) == row.key)
    outside = outside.where(row.reason == str(Reason.OUTSIDE_DATES), ~settled)
    with database.reading() as connection:
        for number in _numbers(connection, sites).values():
            here = LedgerRow.site == number, _within(days)
            for query in (waiting.where(*here).order_by(FrontierRow.ticket), outside.where(*here).order_by(row.at)):
                yield from connection.execute(query, execution_options={"yield_per": CHUNK}).scalars()


def _numbers(connection: Connection, sites: Collection[str] | None) -> dict[str, int]:
    row = LedgerSiteRow
    rows = connection.execute(select(row.site, row.number).order_by(row.site))
    return {site: number for site, number in rows if sites is None or site in sites}


def _counted(number: int, days: Days) -> Select[*tuple[Any, ...]]:
    known = _known(number, days).subquery()
    return select(known, func.count()).group_by(*known.c).order_by(known.c.day)


def _known(number: int, days: Days) -> Select[*tuple[Any, ...]]:
    """One row an address."""
    row, canonical, asked = LedgerRow, aliased(AddressRow), aliased(AddressRow)
    held = or_(canonical.article.is_not(None), asked.article.is_not(None))
    settled = or_(canonical.key.is_not(None), asked.key.is_not(None))
    reason = case((held, ""), else_=func.coalesce(_last_reason(row.asked), _last_reason(row.key), ""))
    state = case((held, ""), else_=func.coalesce(FrontierRow.state, ""))
    return (
        select(
            row.day, row.standing, held.label("held"), settled.label("settled"), state.label("state"),
            reason.label("reason"),
        )
        .join(canonical, canonical.key == row.key, isouter=True)
        .join(asked, asked.key == row.asked, isouter=True)
        .join(FrontierRow, FrontierRow.key == row.key, isouter=True)
        .where(row.site == number, _within(days))
    )  # fmt: skip


def _last_reason(key: InstrumentedAttribute[Any]) -> ScalarSelect[str]:
    last = select(FailureRow.reason).where(FailureRow.key == key).order_by(FailureRow.at.desc()).limit(1)
    return last.correlate(LedgerRow).scalar_subquery()


def _within(days: Days) -> ColumnElement[bool]:
    first, last = days
    bounds = [LedgerRow.day >= number_of_day(first)] if first else []
    bounds += [LedgerRow.day <= number_of_day(last)] if last else []
    return or_(LedgerRow.day.is_(None), and_(*bounds)) if bounds else and_(True)
