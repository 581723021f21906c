"""Forgetting articles: their moments, and texts that no article has any more, with their links."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, delete, or_, select

from crawler.archive.database.among import among
from crawler.archive.duplicates.clusters import rejoin
from crawler.archive.duplicates.tables import LinkRow, PendingRow, PublishedRow, TextRow
from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.journal import note


def remove(connection: Connection, articles: Iterable[int]) -> None:
    """Forget articles, known here or not. Their copies are judged without them from now on.

    Postings in segments stay until the segment merges or the index is rebuilt: six bytes that lead to no text.
    """
    for chunk in chunks(articles):
        mine = among(PublishedRow.article, chunk)
        texts = set(connection.execute(select(PublishedRow.text).where(mine)).scalars())
        note(connection, _bound(connection, texts, mine))
        connection.execute(delete(PublishedRow).where(mine))
        kept = set(connection.execute(select(PublishedRow.text).where(among(PublishedRow.text, list(texts)))).scalars())
        _remove_texts(connection, texts - kept)


def _bound(connection: Connection, texts: Collection[int], leaving: ColumnElement[bool]) -> Sequence[int]:
    """The articles of these texts, and of those that are linked to them, but for the ones that leave."""
    linked = select(LinkRow.other).where(among(LinkRow.text, list(texts)))
    held = or_(among(PublishedRow.text, list(texts)), PublishedRow.text.in_(linked))
    query = select(PublishedRow.article).where(held, ~leaving).order_by(PublishedRow.article)
    return connection.execute(query).scalars().all()


def _remove_texts(connection: Connection, texts: Collection[int]) -> None:
    if not texts:
        return
    clustered = select(TextRow.cluster).where(TextRow.number.in_(texts), TextRow.cluster.is_not(None))
    clusters = {cluster for cluster in connection.execute(clustered).scalars() if cluster is not None}
    connection.execute(delete(LinkRow).where(or_(LinkRow.text.in_(texts), LinkRow.other.in_(texts))))
    connection.execute(delete(PendingRow).where(PendingRow.text.in_(texts)))
    connection.execute(delete(TextRow).where(TextRow.number.in_(texts)))
    rejoin(connection, clusters)
