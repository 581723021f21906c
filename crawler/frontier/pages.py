"""Pages in the frontier: offered by listings, taken by a crawl, ticked off in the transaction that settles them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from crawler.archive.rows.addresses import chunks, key_of, settled
from crawler.archive.rows.bodies import clean
from crawler.errors import Reason
from crawler.frontier.conditions import LastFetch, conditions, last_fetches
from crawler.frontier.rechecks import changed_since
from crawler.frontier.retry import retry
from crawler.frontier.tables import FrontierRow
from crawler.frontier.values import Offered, Reading, Waiting, ticket_at
from crawler.items import FoundBy

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
RANKS = (0, 1)
_RANK_OF = {"sitemap": 1, "recheck": 1}  # all other ways: 0


def offer(connection: Connection, offered: Sequence[Offered], now: datetime, began: datetime) -> set[str]:
    """Keep the pages that are neither settled nor kept already, in order; returns the URLs of those.

    Archived articles that their listing says have changed since are kept too, to be fetched again; `began` is when
    the crawl did.
    """
    known = settled(connection, {name for one in offered for name in (one.url, *one.addresses)})
    under = {one: next((name for name in (one.url, *one.addresses) if name in known), None) for one in offered}
    said = {key_of(name): one.changed_at for one, name in under.items() if name and one.changed_at}
    changed = changed_since(connection, said, now, began)
    wanted = [one for one, name in under.items() if name is None or key_of(name) in changed]
    return keep(connection, wanted, now)


def keep(connection: Connection, wanted: Sequence[Offered], now: datetime) -> set[str]:
    """Keep pages, settled or not, that are not kept already; returns the URLs of those."""
    by_key = {key_of(one.addresses[0]): one for one in reversed(wanted)}
    kept = _kept(connection, by_key)
    fresh = [(key, one) for key, one in reversed(by_key.items()) if key not in kept]
    if fresh:
        first = _next_ticket(connection, now)
        rows = [_row(first + place, key, one) for place, (key, one) in enumerate(fresh)]
        connection.execute(insert(FrontierRow), rows)
    return {one.url for _, one in fresh}


def ask_again(connection: Connection, urls: Iterable[str]) -> None:
    """Make pages due that failed or were given up: a person names them now. `urls` are canonical addresses."""
    for keys in chunks({key_of(url) for url in urls}):
        mine = FrontierRow.key.in_(keys) & FrontierRow.state.in_(("failed", "given-up"))
        connection.execute(update(FrontierRow).where(mine).values(state="waiting", attempts=0, next_at=_EPOCH))


def take(
    connection: Connection, site: str, read: Reading, due: datetime, most: int, *, trusted: bool = True
) -> list[Waiting]:
    """The next pages of a site that are due, after those that were read; they are being fetched from now on.

    Articles that are looked at again come with conditions, where the site's validators are `trusted`.
    """
    taken: list[Waiting] = []
    for rank in RANKS:
        there = (FrontierRow.site == site) & (FrontierRow.rank == rank) & (FrontierRow.ticket > read.get(rank, -1))
        query = select(FrontierRow.__table__).where(there, FrontierRow.next_at <= due).order_by(FrontierRow.ticket)
        rows = connection.execute(query.limit(most - len(taken))).all()
        last = last_fetches(connection, [row.key for row in rows])
        taken.extend(_waiting(row, last.get(row.key), trusted) for row in rows)
        if rows:
            read[rank] = rows[-1].ticket
        if len(taken) == most:
            break
    mine = FrontierRow.ticket.in_([page.ticket for page in taken])
    connection.execute(update(FrontierRow).where(mine).values(state="fetching"))
    return taken


def _waiting(row: Row[Any], last: LastFetch | None, trusted: bool) -> Waiting:
    found_by: FoundBy = row.found_by
    page = Waiting(row.ticket, row.key, row.url, row.site, found_by, row.found_at, row.listed_at)
    if last is None:
        return page
    asked = conditions(last, row.url) if found_by == "recheck" and trusted else ()
    return replace(page, earlier=last.record, conditions=asked)


def tick(connection: Connection, tickets: Iterable[int]) -> None:
    """Take pages out that are archived or refused for good."""
    for chunk in chunks(tickets):
        connection.execute(delete(FrontierRow).where(FrontierRow.ticket.in_(chunk)))


def tick_failed(connection: Connection, ticket: int, reason: Reason, detail: str, now: datetime) -> None:
    """Note that a page was not archived: it goes, waits for its next time, or is given up."""
    mine = FrontierRow.ticket == ticket
    attempts = connection.execute(select(FrontierRow.attempts).where(mine)).scalar()
    again = retry(reason, detail, attempts or 0)
    if again is None:
        connection.execute(delete(FrontierRow).where(mine))
        return
    next_at = _NEVER if again.pause is None else now + again.pause
    state = "given-up" if again.pause is None else "failed"
    connection.execute(update(FrontierRow).where(mine).values(state=state, attempts=again.attempts, next_at=next_at))


def let_go(connection: Connection, sites: Iterable[str] | None = None) -> None:
    """Nobody fetches the pages of these sites, or of any, any more: a crawl that did has ended."""
    fetching = FrontierRow.state == "fetching"
    if sites is not None:
        fetching &= FrontierRow.site.in_(list(sites))
    connection.execute(update(FrontierRow).where(fetching).values(state="waiting"))


def _kept(connection: Connection, keys: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for chunk in chunks(keys):
        found.update(connection.execute(select(FrontierRow.key).where(FrontierRow.key.in_(chunk))).scalars())
    return found


def _next_ticket(connection: Connection, now: datetime) -> int:
    """By the clock, and always above all that are there: a page that left never lends its ticket again."""
    last = connection.execute(select(func.max(FrontierRow.ticket))).scalar()
    return max(ticket_at(now), (last or 0) + 1)


def _row(ticket: int, key: int, one: Offered) -> dict[str, Any]:
    return {
        "ticket": ticket,
        "key": key,
        "site": one.site,
        "rank": _RANK_OF.get(one.found_by, 0),
        "url": clean(one.url),
        "found_by": one.found_by,
        "found_at": clean(one.found_at),
        "listed_at": one.listed_at,
        "state": "waiting",
        "attempts": 0,
        "next_at": _EPOCH,
    }
