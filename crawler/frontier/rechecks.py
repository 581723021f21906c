"""Archived articles that are worth another look: their listing says they changed, or they are young."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import aliased

from crawler.archive.addresses import chunks
from crawler.archive.tables import AddressRow, ArticleRow, PageRow
from crawler.frontier.values import Offered
from crawler.items import WarcRef

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

    The first look is due at once, each later one when the article's age has doubled, and is at least an hour more.
    """
    row, looked = ArticleRow, _looked().subquery()
    published = func.coalesce(row.published_at, row.first_fetched_at, type_=row.first_fetched_at.type)
    young = (row.site == site) & (published >= since)
    query = select(row.canonical_url, PageRow.url, published, looked.c.last, looked.c.times)
    joined = query.join(looked, looked.c.article == row.number).join(PageRow, PageRow.id == row.page)
    return [
        Offered(url, (canonical,), site, "recheck", "", moment)
        for canonical, url, moment, last, times in connection.execute(joined.where(young).order_by(row.number))
        if times == 1 or now - last >= max(last - moment, _LEAST_AGE)
    ]


def last_records(connection: Connection, keys: Iterable[int]) -> dict[int, WarcRef]:
    """Of archived addresses, by key, the record of their article's last fetch: an unchanged page revisits it."""
    fetch = aliased(PageRow)
    last = select(func.max(fetch.id)).where(fetch.article == AddressRow.article).scalar_subquery()
    row, found = PageRow, {}
    query = select(AddressRow.key, row.warc_file, row.warc_offset, row.warc_digest).join(row, row.id == last)
    for chunk in chunks(keys):
        for key, file, offset, digest in connection.execute(query.where(AddressRow.key.in_(chunk))):
            if file is not None and offset is not None and digest is not None:
                found[key] = WarcRef(file, offset, digest)
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
