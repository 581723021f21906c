"""Which article a person means by an id or an address."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from crawler.archive.rows.addresses import chunks, key_of
from crawler.archive.rows.tables import AddressRow, ArticleRow
from crawler.archive.rows.tombstones import TombstoneRow, buried_as
from crawler.errors import BadInput
from crawler.urls import canonicalize


def known_ids(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of the ids that articles of the archive have."""
    found: set[str] = set()
    for chunk in chunks(set(ids)):
        found.update(connection.execute(select(ArticleRow.id).where(ArticleRow.id.in_(chunk))).scalars())
    return found


def number_of(connection: Connection, asked: str) -> int | None:
    """The number of the article of this id, or of this address as it was asked for, answered or canonical."""
    found = connection.execute(select(ArticleRow.number).where(ArticleRow.id == asked)).scalar()
    if found is not None:
        return found
    keys = [key_of(asked), key_of(canonicalize(asked))]
    query = select(AddressRow.article).where(AddressRow.key.in_(keys), AddressRow.article.is_not(None))
    return connection.execute(query.limit(1)).scalar()


def required_id(connection: Connection, asked: str, shown: str) -> str:
    """The id of the article that is meant. Raises BadInput: unknown to the database `shown`, or taken down."""
    number = number_of(connection, asked)
    if number is not None:
        return connection.execute(select(ArticleRow.id).where(ArticleRow.number == number)).scalar_one()
    buried = buried_as(connection, asked)
    if buried is None:
        raise unknown(asked, shown)
    at = connection.execute(select(TombstoneRow.taken_at).where(TombstoneRow.id == buried)).scalar_one()
    raise BadInput(f"{asked!r}: it was taken down on {at:%Y-%m-%d}; the archive {shown} holds nothing of it")


def unknown(asked: str, shown: str) -> BadInput:
    """The one line for what names no article of the database `shown`."""
    return BadInput(
        f"{asked!r}: the archive {shown} holds no such article: give an address as it was crawled, "
        "or the 16 hex digits that exports, reports and searches print"
    )
