"""Whether an archived article is asked for with conditions (RFC 9110, 13): its page is sent only if it has changed.

A server's validators are believed until one of them has stood still while an article of the site was revised, and every
AUDIT_EVERY-th look asks for the whole page all the same. What a listing says has changed is asked for in full.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Row, func, select
from sqlalchemy.orm import aliased

from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.tables import AddressRow, ArticleRow, PageRow
from crawler.frontier.values import Headers
from crawler.items import WarcRef

AUDIT_EVERY = 4
"""A young article is looked at some eight times in a week: a lie of its server lasts a few hours or days, not for ever,
and three quarters of what conditions save are kept."""

_FULL = 200
_ENOUGH = 100  # revised articles of a site that are looked at for validators that stood still
_NAMES = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
_LONGEST = 500  # characters; longer ones are no validators
_SECOND = timedelta(seconds=1)


class LastFetch(NamedTuple):
    """The last fetch of an article that brought its page: where from, its record and its validators.

    `confirmed` counts the looks since, which the server answered with 304.
    """

    url: str
    record: WarcRef | None
    validators: dict[str, str]
    confirmed: int


def last_fetches(connection: Connection, keys: Iterable[int]) -> dict[int, LastFetch]:
    """Of archived addresses, by key, their article's last fetch: an unchanged page revisits its record."""
    row, fetch, later = PageRow, aliased(PageRow), aliased(PageRow)
    full = (fetch.article == AddressRow.article) & (fetch.status == _FULL)
    last = select(func.max(fetch.id)).where(full).scalar_subquery()
    confirmed = select(func.count()).where(later.article == row.article, later.id > row.id).scalar_subquery()
    query = select(AddressRow.key, row.__table__, confirmed.label("confirmed")).select_from(AddressRow)
    query = query.join(row, row.id == last)
    found: dict[int, LastFetch] = {}
    for chunk in chunks(keys):
        for one in connection.execute(query.where(AddressRow.key.in_(chunk))):
            found[one.key] = LastFetch(one.url, _record(one), _validators(one), one.confirmed)
    return found


def conditions(last: LastFetch, url: str) -> Headers:
    """The headers that ask for `url` only if it has changed since; none when the whole page is to be seen again."""
    if last.url != url or (last.confirmed + 1) % AUDIT_EVERY == 0:
        return ()
    return tuple((header, last.validators[name]) for name, header in _NAMES if name in last.validators)


def stood_still(connection: Connection, site: str) -> bool:
    """Whether an article of the site was revised under one and the same validator: then they tell nothing."""
    row = PageRow
    revised = select(ArticleRow.number).where(ArticleRow.site == site, ArticleRow.revision > 1)
    numbers = revised.order_by(ArticleRow.number.desc()).limit(_ENOUGH)
    query = select(row.article, row.url, row.revision, row.headers).where(row.article.in_(numbers), row.status == _FULL)
    seen: dict[tuple[int, str, str, str], set[int]] = defaultdict(set)
    for one in connection.execute(query):
        for name, value in orjson.loads(one.headers).items():
            if name in dict(_NAMES):
                seen[one.article, one.url, name, value].add(one.revision)
    return any(len(revisions) > 1 for revisions in seen.values())


def _record(row: Row[Any]) -> WarcRef | None:
    if row.warc_file is None or row.warc_offset is None or row.warc_digest is None:
        return None
    return WarcRef(row.warc_file, row.warc_offset, row.warc_digest)


def _validators(row: Row[Any]) -> dict[str, str]:
    """Those that can be sent back. A date within a second of the answer is none: a later change may carry it too."""
    headers = orjson.loads(row.headers)
    told = {name: headers[name] for name, _ in _NAMES if _can_be_sent(headers.get(name, ""))}
    if not _is_past(told.get("last-modified", ""), row.fetched_at):
        told.pop("last-modified", None)
    return told


def _can_be_sent(value: str) -> bool:
    return value.isascii() and value.isprintable() and 0 < len(value) <= _LONGEST


def _is_past(last_modified: str, fetched_at: datetime) -> bool:
    try:
        changed = parsedate_to_datetime(last_modified)
    except ValueError:
        return False
    return changed.tzinfo is not None and fetched_at - changed > _SECOND
