"""Whether rows that belong together point to each other, and none stands alone."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, or_, select

from crawler.archive.checks.faults import Fault
from crawler.archive.rows.addresses import CHUNK
from crawler.archive.rows.bodies import unpack
from crawler.archive.rows.tables import AddressRow, ArticleRow, FailureRow, PageRow, RevisionRow
from crawler.archive.rows.tombstones import TombstoneRow
from crawler.errors import ArchiveUnusable, Reason

_GONE = ("404", "410")
_TOGETHER = timedelta(hours=1)  # an address that fails beside another that answers, in one crawl, tells nothing


class _Failed(NamedTuple):
    """An address that failed from `first_at` to `at`, the last time with this HTTP status."""

    detail: str
    first_at: datetime
    at: datetime


def link_faults(connection: Connection) -> Iterator[Fault]:
    """Every fault between articles, revisions, pages, addresses and tombstones."""
    yield from _pages_of_revisions(connection)
    yield from _revisions_of_pages(connection)
    yield from _older_bodies(connection)
    yield from _strangers(connection)
    both = select(ArticleRow.id).join(TombstoneRow, TombstoneRow.id == ArticleRow.id).order_by(ArticleRow.number)
    for id_ in connection.execute(both).scalars():
        yield Fault("wrong-row", id_, "it was taken down, and its row is there")


def gone_faults(connection: Connection, numbers: Sequence[int]) -> Iterator[Fault]:
    """Articles that are gone though no answer says so, or the other way round."""
    failed = _failed(connection, numbers)
    last = select(PageRow.article, func.max(PageRow.fetched_at, type_=PageRow.fetched_at.type).label("at"))
    pages = last.where(PageRow.article.in_(numbers)).group_by(PageRow.article).subquery()
    query = select(ArticleRow.number, ArticleRow.id, ArticleRow.gone_at, pages.c.at)
    query = query.join(pages, pages.c.article == ArticleRow.number).order_by(ArticleRow.number)
    for number, id_, gone_at, seen in connection.execute(query):
        answers = failed.get(number, [])
        if gone_at is None and any(one.detail in _GONE and one.at > seen + _TOGETHER for one in answers):
            yield Fault("wrong-row", id_, "its address has answered that it is gone, and its row does not say so")
        elif gone_at is not None and not any(one.first_at <= gone_at <= one.at for one in answers):
            yield Fault("wrong-row", id_, f"its row says that it is gone since {gone_at}, and no answer was so")


def _failed(connection: Connection, numbers: Sequence[int]) -> dict[int, list[_Failed]]:
    """By article the failures of its addresses: asked for, or answered after a redirect."""
    http, answer = FailureRow.reason == str(Reason.HTTP), (FailureRow.detail, FailureRow.first_at, FailureRow.at)
    mine = select(AddressRow.article, *answer).join(FailureRow, FailureRow.key == AddressRow.key)
    asked = connection.execute(mine.where(AddressRow.article.in_(numbers), http)).all()
    gone = (PageRow.article.in_(numbers)) & PageRow.article.in_(_GONE_ARTICLES)
    led = select(PageRow.article, *answer).distinct().join(FailureRow, FailureRow.url == PageRow.url)
    found: dict[int, list[_Failed]] = {}
    for number, *failed in [*asked, *connection.execute(led.where(gone, http))]:
        found.setdefault(number, []).append(_Failed(*failed))
    return found


_GONE_ARTICLES = select(ArticleRow.number).where(ArticleRow.gone_at.is_not(None))


def _pages_of_revisions(connection: Connection) -> Iterator[Fault]:
    row, page = RevisionRow, PageRow
    other = or_(page.id.is_(None), page.article != row.article, page.revision != row.revision)
    query = select(ArticleRow.id, row.revision, page.id).join(row, row.article == ArticleRow.number)
    query = query.join(page, page.id == row.page, isouter=True).where(other).order_by(row.article, row.revision)
    for id_, revision, found in connection.execute(query):
        if found is None:
            yield Fault("missing-row", id_, f"the page of revision {revision} is not there")
        else:
            yield Fault("wrong-row", id_, f"the page of revision {revision} is of another article or revision")


def _revisions_of_pages(connection: Connection) -> Iterator[Fault]:
    never = or_(PageRow.revision < 1, PageRow.revision > ArticleRow.revision)
    query = select(ArticleRow.id, PageRow.revision, ArticleRow.revision.label("latest"))
    query = query.join(PageRow, PageRow.article == ArticleRow.number).where(never).order_by(PageRow.id)
    for one in connection.execute(query):
        yield Fault("wrong-row", one.id, f"a page of it names revision {one.revision}, of {one.latest}")


def _older_bodies(connection: Connection) -> Iterator[Fault]:
    row = RevisionRow
    query = select(ArticleRow.id, row.revision, row.body).join(ArticleRow, ArticleRow.number == row.article)
    older = query.where(row.revision < ArticleRow.revision).order_by(row.article, row.revision)
    for id_, revision, body in connection.execute(older, execution_options={"yield_per": CHUNK}):
        try:
            unpack(body, id_)
        except ArchiveUnusable as error:
            yield Fault("damaged-body", id_, f"revision {revision} cannot be unpacked ({error.__cause__})")


def _strangers(connection: Connection) -> Iterator[Fault]:
    """Rows of articles that have no row."""
    there = select(ArticleRow.number)
    named = ((RevisionRow.article, "revisions"), (PageRow.article, "pages"), (AddressRow.article, "addresses"))
    for column, what in named:
        query = select(column, func.count()).where(column.is_not(None), column.not_in(there))
        for number, count in connection.execute(query.group_by(column).order_by(column)):
            yield Fault(
                "missing-row", f"article number {number}", f"its row is not there, and {count} {what} of it are"
            )
