"""What a visit brought, out of the rows that it wrote."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, func, select

from crawler.alarms.figures import MOST_EXAMPLES, Fact, Visit, core_of, fields_of, visit_of
from crawler.alarms.history import History
from crawler.archive.crawls.learned import shapes
from crawler.archive.crawls.listings import ListingRow
from crawler.archive.rows.addresses import chunks, key_of
from crawler.archive.rows.bodies import clean, unpack
from crawler.archive.rows.tables import ArticleRow, FailureRow, RevisionRow
from crawler.errors import Reason
from crawler.items import Article
from crawler.urls import article_id

_MOST = 200  # of the new articles of a visit that are looked at: the last ones
_BEFORE = 30  # articles before them, whose paragraphs tell what recurs
_LOOKED_THROUGH = 20_000  # rows that are looked through for those
_PARAGRAPH = 40  # characters from which a paragraph is not found in two articles by chance
_OTHERS = 3  # articles that share a paragraph before it is no article's own
_NO_SIGN = frozenset({Reason.OUTSIDE_DATES, Reason.TAKEN_DOWN, Reason.PRIVATE_ADDRESS, Reason.BAD_ADDRESS})


@dataclass(frozen=True, slots=True)
class Ran:
    """When a visit of a site began, the number that the next new article had then, and the listings of its file."""

    began: datetime
    first: int
    listings: Collection[str]


def gather(connection: Connection, known: History, ran: Ran) -> Visit:
    """The figures of a visit that has just ended."""
    site = clean(known.site)
    refused, listings, examples = _refused(connection, site, ran)
    number, row = ArticleRow.number, ArticleRow
    stored = select(func.count()).select_from(row).where(row.site == site, number >= ran.first)
    outcomes = refused + Counter({"archived": connection.execute(stored).scalar_one()})
    answered = dict.fromkeys(_answered(connection, ran), "") | listings
    span = (ran.began, datetime.now(UTC))
    new = _last(connection, (row.site == site) & (number >= ran.first), _MOST)
    earlier = (row.site == site) & (number < ran.first) & (number >= ran.first - _LOOKED_THROUGH)
    before = _last(connection, earlier, _BEFORE) if new else []
    visit = visit_of(span, _facts(connection, site, new, before), outcomes, answered, core_of(known.visits))
    return replace(visit, examples=visit.examples | examples)


def held_back(connection: Connection, site: str, now: datetime) -> Visit:
    """The figures of a site's articles in quarantine, as they are read today."""
    mine = (ArticleRow.site == clean(site)) & ArticleRow.quarantined_at.is_not(None)
    return visit_of((now, now), _facts(connection, site, _last(connection, mine, _MOST), []), {}, {}, frozenset())


def _facts(connection: Connection, site: str, new: Sequence[Any], before: Sequence[Any]) -> list[Fact]:
    """`before` are articles whose paragraphs tell what recurs."""
    articles = [(one, unpack(one.body, one.id)) for one in new]
    known = [unpack(one.body, one.id) for one in before]
    printed = Counter(part for article in [*known, *(a for _, a in articles)] for part in _paragraphs(article))
    shaped = shapes(connection, site)
    return [
        Fact(
            url=article.canonical_url,
            found_by=one.found_by,
            fetched_at=one.first_fetched_at,
            published_at=article.published_at,
            fields=fields_of(article, all(printed[part] <= _OTHERS for part in _paragraphs(article))),
            length=len(article.text),
            shape=shaped.get(article_id(article.canonical_url), ()),
        )
        for one, article in articles
    ]


def _last(connection: Connection, which: Any, most: int) -> Sequence[Any]:
    row = ArticleRow
    latest = (RevisionRow.article == row.number) & (RevisionRow.revision == row.revision)
    query = select(row.id, row.found_by, row.first_fetched_at, RevisionRow.body).join(RevisionRow, latest)
    return connection.execute(query.where(which).order_by(row.number.desc()).limit(most)).all()


def _paragraphs(article: Article) -> set[str]:
    return {block.text for block in article.blocks if block.kind == "paragraph" and len(block.text) >= _PARAGRAPH}


def _refused(connection: Connection, site: str, ran: Ran) -> tuple[Counter[str], dict[str, str], dict[str, list[str]]]:
    """Pages by outcome, listings that failed, and addresses of each outcome; of pages that failed in this visit."""
    row = FailureRow
    query = select(row.url, row.requested_url, row.reason, row.detail).where(row.site == site, row.at >= ran.began)
    pages: Counter[str] = Counter()
    listings: dict[str, str] = {}
    examples: dict[str, list[str]] = defaultdict(list)
    for one in connection.execute(query.order_by(row.at)):
        outcome = f"{one.reason} {one.detail}" if one.reason == Reason.HTTP else one.reason
        listed = {one.url, one.requested_url}.intersection(ran.listings)
        if listed:
            listings |= dict.fromkeys(listed, outcome)
        elif one.reason not in _NO_SIGN:
            pages[outcome] += 1
            examples[outcome] = [*examples[outcome], one.url][-MOST_EXAMPLES:]
    return pages, listings, dict(examples)


def _answered(connection: Connection, ran: Ran) -> set[str]:
    """The listings that were read in this visit."""
    by_key = {key_of(url): url for url in ran.listings}
    row = ListingRow
    return {
        by_key[key]
        for keys in chunks(by_key)
        for key in connection.execute(select(row.key).where(row.key.in_(keys), row.asked_at >= ran.began)).scalars()
    }
