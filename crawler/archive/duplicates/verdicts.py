"""Verdicts as they stand now: the original is the article published first, whatever order the articles came in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, ScalarSelect, exists, select
from sqlalchemy.orm import aliased

from crawler.archive.database.among import among
from crawler.archive.duplicates.tables import LinkRow, PublishedRow, TextRow
from crawler.archive.rows.addresses import chunks
from crawler.items import VerdictKind
from crawler.neardup.relation import CopyKind
from crawler.neardup.verdict import Moment, Neighbour, choose


class Judged(NamedTuple):
    """A verdict between numbers of articles; see `crawler.items.Verdict`."""

    kind: VerdictKind
    duplicate_of: int | None = None
    similarity: float | None = None
    cluster: int | None = None


ALONE = Judged("unique")
"""The verdict on most: tied to nothing."""


class _Text(NamedTuple):
    """A text with its earliest article; `copied` when another article has it too."""

    size: int
    cluster: int | None
    first: Moment
    copied: bool

    @property
    def original(self) -> int:
        return self.first[1]


def _nth(column: Any, place: int) -> ScalarSelect[int]:
    """Of the articles of a text, by publication, that one's column."""
    articles = select(column).where(PublishedRow.text == TextRow.number)
    return articles.order_by(PublishedRow.moment, PublishedRow.article).limit(1).offset(place).scalar_subquery()


_LINKS = select(LinkRow.__table__).where(among(LinkRow.text))
_COLUMNS = (
    TextRow.number, TextRow.size, TextRow.cluster,
    _nth(PublishedRow.moment, 0), _nth(PublishedRow.article, 0), _nth(PublishedRow.article, 1),
)  # fmt: skip
_TEXTS = select(*_COLUMNS).where(among(TextRow.number))
_asked = aliased(PublishedRow)
_shares = exists().where(PublishedRow.text == _asked.text, PublishedRow.article != _asked.article)
_TEXTS_OF = (
    select(_asked.article, _asked.moment, TextRow.number, TextRow.size, TextRow.cluster, _shares)
    .join(TextRow, TextRow.number == _asked.text)
    .where(among(_asked.article))
)
_CLUSTERED = select(TextRow.cluster, _nth(PublishedRow.moment, 0), _nth(PublishedRow.article, 0)).where(
    among(TextRow.cluster)
)


_Links = Mapping[int, Collection[tuple[int, CopyKind, float]]]


def judged(connection: Connection, articles: Iterable[int]) -> dict[int, Judged]:
    """The verdicts on these articles, by number; those that were never judged are left out."""
    found: dict[int, Judged] = {}
    for chunk in chunks(articles):
        text_of, texts = _texts_of(connection, chunk)
        links = _links(connection, texts)
        texts |= _texts(connection, {link[0] for linked in links.values() for link in linked} - texts.keys())
        originals = _originals(
            connection, {name for text in text_of.values() if (name := texts[text].cluster) is not None}
        )
        for article, text in text_of.items():
            found[article] = _judge(article, text, texts, links.get(text, ()), originals)
    return found


def _judge(
    article: int,
    text: int,
    texts: Mapping[int, _Text],
    links: Collection[tuple[int, CopyKind, float]],
    originals: Mapping[int | None, int],
) -> Judged:
    mine = texts[text]
    if not links and not mine.copied and mine.cluster is None:
        return ALONE
    cluster = originals.get(mine.cluster, mine.original if mine.copied else None)
    if article != mine.original:
        return Judged("exact", mine.original, 1.0, cluster)
    if not links:
        return Judged("unique", cluster=cluster)
    neighbours = [
        Neighbour(other, kind, similarity, texts[other].first, texts[other].size) for other, kind, similarity in links
    ]
    choice = choose(mine.first, mine.size, neighbours)
    if choice is None:
        return Judged("unique", cluster=cluster)
    return Judged(choice.kind, texts[choice.text].original, choice.similarity, cluster)


def _texts_of(connection: Connection, articles: Collection[int]) -> tuple[dict[int, int], dict[int, _Text]]:
    """By article its text, and by text what is said of it: most articles are the only one with theirs."""
    text_of: dict[int, int] = {}
    alone: dict[int, _Text] = {}
    shared: set[int] = set()
    rows = connection.execute(_TEXTS_OF, {"numbers": list(articles)}).all()
    for article, moment, text, size, cluster, shares in rows:
        text_of[article] = text
        if shares:
            shared.add(text)
        else:
            alone[text] = _Text(size, cluster, (moment, article), copied=False)
    return text_of, alone | _texts(connection, shared)


def _links(connection: Connection, texts: Iterable[int]) -> _Links:
    found: dict[int, list[tuple[int, CopyKind, float]]] = defaultdict(list)
    for chunk in chunks(texts):
        for row in connection.execute(_LINKS, {"numbers": chunk}).all():
            found[row.text].append((row.other, row.kind, row.similarity))
    return found


def _texts(connection: Connection, numbers: Iterable[int]) -> dict[int, _Text]:
    found: dict[int, _Text] = {}
    for chunk in chunks(numbers):
        found |= {row[0]: _text(*row[1:]) for row in connection.execute(_TEXTS, {"numbers": chunk}).all()}
    return found


def _text(size: int, cluster: int | None, moment: int, article: int, second: int | None) -> _Text:
    return _Text(size, cluster, (moment, article), second is not None)


def _originals(connection: Connection, clusters: Collection[int]) -> dict[int | None, int]:
    """The earliest article of each cluster."""
    firsts: dict[int | None, Moment] = {}
    for chunk in chunks(clusters):
        for cluster, *first in connection.execute(_CLUSTERED, {"numbers": chunk}).all():
            moment: Moment = (first[0], first[1])
            firsts[cluster] = min(moment, firsts.get(cluster, moment))
    return {cluster: first[1] for cluster, first in firsts.items()}
