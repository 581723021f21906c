"""What an article's row must say, as its latest revision and its pages have it; and making it say so again."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.orm import aliased

from crawler.archive.filing.files import filing
from crawler.archive.rows.addresses import CHUNK, key_of
from crawler.archive.rows.bodies import clean, pack, unpack
from crawler.archive.rows.journal import note
from crawler.archive.rows.storing import said, settle
from crawler.archive.rows.tables import AddressRow, ArticleRow, PageRow, RevisionRow
from crawler.errors import ArchiveUnusable
from crawler.items import Article
from crawler.urls import article_id

_UNPROVEN = frozenset({"id", "content", "extractor"})
"""What shows that it may be the body which is wrong: then nothing follows from it."""


def rows(connection: Connection, numbers: Sequence[int]) -> Sequence[Row[Any]]:
    """Articles with the body of their latest revision, its page, and their first page; nulls for what is missing."""
    article, latest, first = ArticleRow, aliased(PageRow), aliased(PageRow)
    revision = (RevisionRow.article == article.number) & (RevisionRow.revision == article.revision)
    oldest = select(func.min(PageRow.id)).where(PageRow.article == article.number).scalar_subquery()
    query = (
        select(
            article.__table__, RevisionRow.body, RevisionRow.extractor, RevisionRow.page.label("latest_page"),
            latest.fetched_at.label("latest_fetched_at"), first.found_by.label("first_found_by"),
            first.fetched_at.label("very_first_fetched_at"),
        )
        .select_from(article)
        .join(RevisionRow, revision, isouter=True)
        .join(latest, latest.id == RevisionRow.page, isouter=True)
        .join(first, first.id == oldest, isouter=True)
        .where(article.number.in_(numbers))
        .order_by(article.number)
    )  # fmt: skip
    return connection.execute(query).all()


def wrong_facts(row: Row[Any], article: Article) -> Mapping[str, Any]:
    """The columns in which a row of `rows` and its body differ, with what follows from body and pages."""
    found = {name: value for name, value in _right(row, article).items() if row._mapping[name] != value}
    if row.id != article_id(article.canonical_url):
        found["id"] = article_id(article.canonical_url)
    return found


def follows(wrong: Mapping[str, Any]) -> bool:
    """Whether the body is proven by the digest in the row, so that the rest of the row can be made from it."""
    return _UNPROVEN.isdisjoint(wrong)


def addressed(connection: Connection, found: Sequence[Row[Any]]) -> set[int]:
    """The numbers of those articles whose canonical address is among the settled ones."""
    by_key = {key_of(row.canonical_url): row.number for row in found}
    settled = select(AddressRow.key).where(AddressRow.key.in_(by_key), AddressRow.article.is_not(None))
    return {by_key[key] for key in connection.execute(settled).scalars()}


def set_right(connection: Connection) -> int:
    """Correct what follows from bodies and pages: rows of articles, and their addresses; returns how many articles."""
    corrected = 0
    every = select(ArticleRow.number).order_by(ArticleRow.number)
    numbers = connection.execute(every).scalars().all()
    for start in range(0, len(numbers), CHUNK):
        found = rows(connection, numbers[start : start + CHUNK])
        there = addressed(connection, found)
        settle_again(connection, [row for row in found if row.number not in there])
        wrong = {row.number: facts for row in found if (facts := _corrigible(row))}
        for number, facts in wrong.items():
            connection.execute(update(ArticleRow).where(ArticleRow.number == number).values(**facts))
        note(connection, wrong)
        corrected += len(wrong)
    return corrected


def settle_again(connection: Connection, found: Sequence[Row[Any]]) -> None:
    """Make the addresses of articles again, from the addresses of their pages."""
    settled = {key_of(row.canonical_url): row.number for row in found}
    pages = select(PageRow.article, PageRow.url, PageRow.requested_url)
    for number, *urls in connection.execute(pages.where(PageRow.article.in_([row.number for row in found]))):
        settled |= {key_of(url): number for url in urls}
    if settled:
        settle(connection, [{"key": key, "article": number} for key, number in settled.items()])


def _corrigible(row: Row[Any]) -> Mapping[str, Any]:
    try:
        wrong = wrong_facts(row, unpack(row.body, row.id)) if row.body is not None else {}
    except ArchiveUnusable:
        return {}
    return wrong if follows(wrong) else {}


def _right(row: Row[Any], article: Article) -> Mapping[str, Any]:
    first = row.very_first_fetched_at or row.first_fetched_at
    facts = {**said(pack(article), filing(row.number, article, first)), "extractor": clean(article.extractor)}
    if row.latest_fetched_at is not None:
        facts |= {"page": row.latest_page, "fetched_at": row.latest_fetched_at}
        facts |= {"first_fetched_at": first, "found_by": row.first_found_by}
    return facts
