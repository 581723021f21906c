"""Which article a person means by an id or an address."""

from sqlalchemy import Connection, select

from crawler.archive.addresses import key_of
from crawler.archive.tables import AddressRow, ArticleRow
from crawler.errors import BadInput
from crawler.urls import canonicalize


def number_of(connection: Connection, asked: str) -> int | None:
    """The number of the article of this id, or of this address as it was asked for, answered or canonical."""
    found = connection.execute(select(ArticleRow.number).where(ArticleRow.id == asked)).scalar()
    if found is not None:
        return found
    keys = [key_of(asked), key_of(canonicalize(asked))]
    query = select(AddressRow.article).where(AddressRow.key.in_(keys), AddressRow.article.is_not(None))
    return connection.execute(query.limit(1)).scalar()


def unknown(asked: str, shown: str) -> BadInput:
    """The one line for what names no article of the database `shown`."""
    return BadInput(
        f"{asked!r}: the archive {shown} holds no such article: give an address as it was crawled, "
        "or the 16 hex digits that exports, reports and searches print"
    )
