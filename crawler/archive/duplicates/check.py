"""Whether near-duplicate search knows what the articles say, and making it again from them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from crawler.archive.duplicates.duplicates import Arrival, Duplicates, moment_of
from crawler.archive.duplicates.index import ArchiveIndex, DuplicateMemory, signed
from crawler.archive.duplicates.tables import (
    BlockRow,
    FilterRow,
    LinkRow,
    PendingRow,
    PublishedRow,
    RecipeRow,
    SegmentRow,
    TextRow,
)
from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.journal import note
from crawler.archive.rows.tables import ArticleRow
from crawler.archive.rows.texts import texts_by_number
from crawler.items import Fingerprint
from crawler.neardup import RECIPE, fingerprints, relation
from crawler.neardup.search import POSTINGS_MOST, keys

_TABLES = (BlockRow, FilterRow, LinkRow, PendingRow, PublishedRow, RecipeRow, SegmentRow, TextRow)


def problems(connection: Connection) -> Iterator[str]:
    """A line for everything in the index that disagrees with the articles; reads all of them. `rebuild` mends all."""
    recipe = connection.execute(select(RecipeRow.recipe)).scalar()
    if recipe not in {None, RECIPE}:
        yield f"fingerprints were made as {recipe!r}, this version makes {RECIPE!r}"
        return
    index = ArchiveIndex(connection, lambda numbers: texts_by_number(connection, numbers), DuplicateMemory())
    numbers = connection.execute(select(ArticleRow.number).order_by(ArticleRow.number)).scalars()
    for chunk in chunks(numbers):
        yield from _wrong_articles(connection, index, chunk)
    yield from _strays(connection)
    yield from _wrong_links(connection, index)


def ensure_filled(connection: Connection) -> None:
    """Index all articles when there are some and the index was never filled: they are older than it."""
    filled = connection.execute(select(RecipeRow.recipe)).scalar() is not None
    if not filled and connection.execute(select(ArticleRow.number).limit(1)).first() is not None:
        rebuild(connection)


def rebuild(connection: Connection) -> int:
    """Make the whole index again from the articles, in a writing transaction; returns how many there are."""
    for table in _TABLES:
        connection.execute(delete(table))
    note(connection, [None])
    duplicates = Duplicates(connection, lambda numbers: texts_by_number(connection, numbers), DuplicateMemory())
    numbers = connection.execute(select(ArticleRow.number).order_by(ArticleRow.number)).scalars().all()
    for chunk in chunks(numbers):
        texts = texts_by_number(connection, chunk)
        rows = _articles(connection, list(texts))  # without those whose bodies are damaged
        made = fingerprints([texts[row.number] for row in rows])
        duplicates.judge_and_add(
            Arrival(row.number, fingerprint, texts[row.number], moment_of(row.published_at, row.first_fetched_at))
            for row, fingerprint in zip(rows, made, strict=True)
        )
    return len(numbers)


def _articles(connection: Connection, numbers: Sequence[int]) -> Sequence[Any]:
    """The articles with what the index says of them; nulls where it says nothing."""
    columns = (ArticleRow.number, ArticleRow.id, ArticleRow.published_at, ArticleRow.first_fetched_at)
    query = select(*columns, PublishedRow.text, PublishedRow.moment, TextRow.digest, TextRow.size)
    query = query.join(PublishedRow, PublishedRow.article == ArticleRow.number, isouter=True)
    query = query.join(TextRow, TextRow.number == PublishedRow.text, isouter=True)
    return connection.execute(query.where(ArticleRow.number.in_(numbers)).order_by(ArticleRow.number)).all()


def _wrong_articles(connection: Connection, index: ArchiveIndex, numbers: Sequence[int]) -> Iterator[str]:
    rows = _articles(connection, numbers)
    texts = texts_by_number(connection, numbers)
    made = dict(zip(texts, fingerprints(list(texts.values())), strict=True))
    index.prepare(list(made.values()))
    for row in rows:
        wrong = _wrong(row, made, index)
        if wrong:
            yield f"article {row.id}: {wrong}"


def _wrong(row: Any, made: Mapping[int, Fingerprint], index: ArchiveIndex) -> str:
    fingerprint = made.get(row.number)
    if fingerprint is None:
        return ""  # its body is damaged or missing: not for the index to say
    if row.digest is None:
        return "it has no fingerprint"
    if (row.digest, row.size) != (signed(fingerprint.digest), fingerprint.size):
        return "its fingerprint is that of another text"
    if row.moment != moment_of(row.published_at, row.first_fetched_at):
        return "its fingerprint has another time of publication"
    holding = index.holders(keys(fingerprint))
    held = (holding.get(key, ()) for key in keys(fingerprint))
    if any(row.text not in texts and len(texts) < POSTINGS_MOST for texts in held):
        return "its fingerprint is not among the postings: copies of it would not be found"
    return ""


def _strays(connection: Connection) -> Iterator[str]:
    articles = select(PublishedRow.article).where(PublishedRow.article.not_in(select(ArticleRow.number)))
    for number in connection.execute(articles.order_by(PublishedRow.article)).scalars():
        yield f"article number {number}: it has a fingerprint and is not in the archive"
    texts = select(TextRow.number).where(TextRow.number.not_in(select(PublishedRow.text)))
    for number in connection.execute(texts.order_by(TextRow.number)).scalars():
        yield f"text {number}: no article has it"


def _wrong_links(connection: Connection, index: ArchiveIndex) -> Iterator[str]:
    query = select(LinkRow.__table__).order_by(LinkRow.text, LinkRow.other)
    for rows in chunks(connection.execute(query).all()):
        index.know({text for row in rows for text in (row.text, row.other)})
        for row in rows:
            sets = index.sets([row.text, row.other])
            how = relation(sets[row.text], sets[row.other]) if len(sets) == 2 else None
            if (row.kind, row.similarity) != how:
                yield f"texts {row.text} and {row.other}: linked as {row.kind} {row.similarity:.2f}, which they are not"
