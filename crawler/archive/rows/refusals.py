"""Refused and failed pages: one row for an address asked and a reason, however often it happens."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from crawler.archive.rows.addresses import CHUNK, FINAL, key_of
from crawler.archive.rows.bodies import clean
from crawler.archive.rows.journal import note
from crawler.archive.rows.storing import settle
from crawler.archive.rows.tables import AddressRow, ArticleRow, FailureRow
from crawler.archive.values import Scope
from crawler.errors import Reason
from crawler.items import Failure, WarcRef

Key = tuple[int, str]
"""The key of a failure's row: the hash of the address asked for, and the reason."""

_LAST_MET = (
    "url", "requested_url", "detail", "found_by", "at", "warc_file", "warc_offset", "warc_digest",
)  # fmt: skip
_GONE = frozenset({"404", "410"})  # the detail of an HTTP failure is its status


def refuse(connection: Connection, failure: Failure) -> None:
    """Write the failure; settle its addresses when asking again would bring the same; an archived article is gone."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(FailureRow).values(_row(failure))
    new = statement.excluded
    again = {name: new[name] for name in _LAST_MET}
    again["times"] = FailureRow.times + 1
    connection.execute(statement.on_conflict_do_update(index_elements=["key", "reason"], set_=again))
    keys = [key_of(url) for url in sorted({failure.url, failure.requested_url or failure.url})]
    if failure.reason in FINAL:
        settle(connection, [{"key": key, "article": None} for key in keys])
    if failure.reason is Reason.HTTP and failure.detail in _GONE:
        _mark_gone(connection, keys, failure.at)


def failures(connection: Connection) -> Iterator[Failure]:
    """Every refused or failed page as it was last met, in the order of reason and address."""
    table = FailureRow
    query = select(table.__table__).order_by(table.reason, table.url, table.requested_url)
    for row in connection.execute(query, execution_options={"yield_per": CHUNK}):
        yield _failure(row)


def count(connection: Connection, scope: Scope, reasons: Collection[Reason]) -> int:
    """How many refused pages `after` brings in the end."""
    return connection.execute(
        select(func.count()).select_from(FailureRow).where(*_recorded(scope, reasons))
    ).scalar_one()


def after(connection: Connection, last: Key | None, scope: Scope, reasons: Collection[Reason]) -> list[Failure]:
    """The next pages after the row `last` that have a WARC record and are not archived, CHUNK of them."""
    key = (FailureRow.key, FailureRow.reason)
    query = select(FailureRow.__table__).where(*_recorded(scope, reasons)).order_by(*key).limit(CHUNK)
    if last is not None:
        query = query.where(tuple_(*key) > last)
    return [_failure(row) for row in connection.execute(query)]


def _recorded(scope: Scope, reasons: Collection[Reason]) -> Iterator[ColumnElement[bool]]:
    row = FailureRow
    archived = select(AddressRow.key).where(AddressRow.key == row.key, AddressRow.article.is_not(None)).exists()
    yield row.reason.in_(sorted(reasons)) & row.warc_file.is_not(None) & ~archived
    if scope.sites is not None:
        yield row.site.in_(sorted(scope.sites))
    if scope.since is not None:
        yield row.at >= scope.since
    if scope.until is not None:
        yield row.at < scope.until


def _failure(row: Any) -> Failure:
    warc = WarcRef(row.warc_file, row.warc_offset, row.warc_digest) if row.warc_file is not None else None
    return Failure(row.url, row.site, Reason(row.reason), row.detail, row.at, row.found_by, warc, row.requested_url)


def _mark_gone(connection: Connection, keys: list[int], at: datetime) -> None:
    articles = select(AddressRow.article).where(AddressRow.key.in_(keys))
    there = ArticleRow.number.in_(articles) & ArticleRow.gone_at.is_(None)
    numbers = connection.execute(select(ArticleRow.number).where(there).order_by(ArticleRow.number)).scalars().all()
    if numbers:
        connection.execute(update(ArticleRow).where(ArticleRow.number.in_(numbers)).values(gone_at=at))
        note(connection, numbers)


def _row(failure: Failure) -> dict[str, Any]:
    warc = failure.warc
    return {
        # by the address asked: papers answer many lost articles with one page, such as the front page
        "key": key_of(failure.requested_url or failure.url),
        "reason": str(failure.reason),
        "url": clean(failure.url),
        "requested_url": clean(failure.requested_url),
        "site": clean(failure.site),
        "detail": clean(failure.detail),
        "found_by": failure.found_by,
        "first_at": failure.at,
        "at": failure.at,
        "times": 1,
        "warc_file": warc.file if warc else None,
        "warc_offset": warc.offset if warc else None,
        "warc_digest": warc.digest if warc else None,
    }
