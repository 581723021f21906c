"""Archived articles that are worth another look: their listing says they changed, or they are young."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, func, select

from crawler.archive.rows.addresses import chunks, key_of
from crawler.archive.rows.tables import AddressRow, ArticleRow, FailureRow, PageRow
from crawler.frontier.values import Offered
from crawler.items import IMPORT

_FIRST_WAIT = timedelta(minutes=10)
_LEAST_AGE = timedelta(hours=1)
_OF_ASKING = timedelta(minutes=1)  # a change no longer ago may be the moment at which the listing was asked for
_REBUILT = 10  # articles; more of one listing that changed within the same minute were rebuilt, not edited (bocongan)


def changed_since(connection: Connection, said: Mapping[int, datetime], now: datetime, began: datetime) -> set[int]:
    """Of archived addresses, by key, with the moment at which a listing says they changed: those to fetch again.

    A listing is believed at once the first time. Each fetch that finds the revision we have doubles the wait after it,
    from ten minutes on: some papers' `lastmod` is the moment of asking. So is one that lies in the future, or that most
    entries share, or of an article that this crawl, which `began` then, has just fetched because of another listing.
    """
    credible = {key: moment for key, moment in said.items() if moment <= now and not _rebuilt(moment, said)}
    stale: set[int] = set()
    looked = _looked().subquery()
    for keys in chunks(credible):
        query = select(AddressRow.key, looked.c.last, looked.c.times).join(
            looked, looked.c.article == AddressRow.article
        )
        for key, last, times in connection.execute(query.where(AddressRow.key.in_(keys))):
            if last >= began and now - credible[key] < _OF_ASKING:
                continue
            wait = timedelta(0) if times == 1 else _FIRST_WAIT * 2 ** min(times - 2, 20)
            if credible[key] > last and now >= last + wait:
                stale.add(key)
    return stale


def due_again(connection: Connection, site: str, since: datetime, now: datetime) -> list[Offered]:
    """The articles of a site published since then that are due for another look.

    The first look is due at once, each later one when the article's age has doubled, and is at least an hour more. One
    that was refused (a page of another kind stands there now) counts as a look. An address that leads to another
    article by now is asked for as that one's.
    """
    row, looked = ArticleRow, _looked().subquery()
    published = func.coalesce(row.published_at, row.first_fetched_at, type_=row.first_fetched_at.type)
    young = (row.site == site) & (published >= since) & (row.found_by != IMPORT)
    query = select(row.number, row.canonical_url, PageRow.url, published, looked.c.last, looked.c.times)
    joined = query.join(looked, looked.c.article == row.number).join(PageRow, PageRow.id == row.page)
    found = connection.execute(joined.where(young).order_by(row.number)).all()
    keys = [key_of(one.url) for one in found]
    refused, leads_to = _refused(connection, keys), _leads_to(connection, keys)
    return [
        Offered(url, (canonical,), site, "recheck", "", moment)
        for number, canonical, url, moment, last, times in found
        if leads_to.get(key_of(url), number) == number
        and _is_due(
            moment, max(last, refused.get(key_of(url), last)), now, first=times == 1 and key_of(url) not in refused
        )
    ]


def _is_due(published: datetime, last: datetime, now: datetime, *, first: bool) -> bool:
    return first or now - last >= max(last - published, _LEAST_AGE)


def _refused(connection: Connection, keys: Collection[int]) -> dict[int, datetime]:
    """When a page was last refused, by the key of its address."""
    found: dict[int, datetime] = {}
    for chunk in chunks(keys):
        for key, at in connection.execute(select(FailureRow.key, FailureRow.at).where(FailureRow.key.in_(chunk))):
            found[key] = max(at, found.get(key, at))
    return found


def _leads_to(connection: Connection, keys: Collection[int]) -> dict[int, int | None]:
    """Which article an address led to the last time, by its key."""
    found: dict[int, int | None] = {}
    for chunk in chunks(keys):
        found |= dict(
            connection.execute(select(AddressRow.key, AddressRow.article).where(AddressRow.key.in_(chunk))).all()
        )
    return found


def _looked() -> Select[int, datetime, int]:
    """Of each article's latest revision: when it was last fetched, and how often."""
    row = PageRow
    latest = (ArticleRow.number == row.article) & (ArticleRow.revision == row.revision)
    last = func.max(row.fetched_at, type_=row.fetched_at.type).label("last")
    return select(row.article, last, func.count().label("times")).join(ArticleRow, latest).group_by(row.article)


def _rebuilt(moment: datetime, said: Mapping[int, datetime]) -> bool:
    together = sum(abs(other - moment) < timedelta(minutes=1) for other in said.values())
    return together > _REBUILT and together > len(said) // 2
