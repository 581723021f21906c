"""Which articles have to do with which others as copies: clusters, and all that hangs together through any link."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from crawler.archive.database.among import among
from crawler.archive.duplicates.tables import LinkRow, PublishedRow, TextRow
from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.tables import ArticleRow
from crawler.neardup.clusters import groups

_TEXTS = (
    select(PublishedRow.article, PublishedRow.text, TextRow.cluster)
    .join(TextRow, TextRow.number == PublishedRow.text)
    .where(among(PublishedRow.article))
)
_OF_CLUSTERS = (
    select(TextRow.cluster.label("number"), PublishedRow.article)
    .join(PublishedRow, PublishedRow.text == TextRow.number)
    .where(among(TextRow.cluster))
)
_OF_TEXTS = select(PublishedRow.text, PublishedRow.article, PublishedRow.moment).where(among(PublishedRow.text))
_LINKED = select(LinkRow.text, LinkRow.other).where(among(LinkRow.text))
_IDS = select(ArticleRow.number, ArticleRow.id).where(among(ArticleRow.number))


def kin(connection: Connection, articles: Iterable[int]) -> list[list[int]]:
    """The clusters of near and exact copies that these articles are in, each with all its members, by number."""
    named: dict[int, set[int]] = defaultdict(set)
    alike: dict[int, set[int]] = defaultdict(set)
    for chunk in chunks(articles):
        rows = connection.execute(_TEXTS, {"numbers": chunk}).all()
        for part in chunks({row.cluster for row in rows if row.cluster is not None} - named.keys()):
            for row in connection.execute(_OF_CLUSTERS, {"numbers": part}):
                named[row.number].add(row.article)
        for part in chunks({row.text for row in rows if row.cluster is None} - alike.keys()):
            for one in connection.execute(_OF_TEXTS, {"numbers": part}):
                alike[one.text].add(one.article)
    return [sorted(group) for group in (*named.values(), *alike.values())]


class Ancestor(NamedTuple):
    """The earliest article of those that hang together: its moment (microseconds since 1970) and its id."""

    moment: int
    id: str


def kindred(connection: Connection, articles: Collection[int]) -> set[int]:
    """These articles and all that are tied to them by any link, directly or through others."""
    found = set(articles)
    for chunk in chunks(sorted(_links_around(connection, _texts_of(connection, articles)))):
        found.update(row.article for row in connection.execute(_OF_TEXTS, {"numbers": chunk}))
    return found


def families(connection: Connection, articles: Collection[int]) -> dict[int, Ancestor]:
    """The earliest relative of every article that has any, itself or another."""
    text_of = _texts_of(connection, articles)
    links = _links_around(connection, text_of)
    held = groups(links, links)
    members: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for chunk in chunks(sorted(links)):
        for row in connection.execute(_OF_TEXTS, {"numbers": chunk}):
            members[row.text].append((row.moment, row.article))
    earliest: dict[int, tuple[int, int]] = {}
    for group in held:
        first = min(one for text in group for one in members[text])
        earliest |= dict.fromkeys(group, first)
    ids = _ids(connection, {article for _, article in earliest.values()})
    return {
        article: Ancestor(earliest[text][0], ids[earliest[text][1]])
        for text, those in text_of.items()
        for article in those
        if len(members[text]) > 1 or links[text]
    }


def _texts_of(connection: Connection, articles: Iterable[int]) -> dict[int, list[int]]:
    """The texts of these articles, each with those of them that have it."""
    found: dict[int, list[int]] = defaultdict(list)
    for chunk in chunks(sorted(articles)):
        for row in connection.execute(_TEXTS, {"numbers": chunk}):
            found[row.text].append(row.article)
    return found


def _links_around(connection: Connection, texts: Iterable[int]) -> dict[int, list[int]]:
    """These texts and all that hang together with them, each with those it is linked to."""
    links: dict[int, list[int]] = {text: [] for text in texts}
    fresh = set(links)
    while fresh:
        for chunk in chunks(sorted(fresh)):
            for row in connection.execute(_LINKED, {"numbers": chunk}):
                links[row.text].append(row.other)
        fresh = {other for text in fresh for other in links[text]} - links.keys()
        links |= {text: [] for text in fresh}
    return links


def _ids(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in chunks(sorted(numbers)):
        found |= dict(connection.execute(_IDS, {"numbers": chunk}).all())
    return found
