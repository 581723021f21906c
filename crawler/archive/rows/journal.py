"""Which articles changed in anything that an export says of them, in the order in which they did.

An export remembers how long the journal was; what was written after it is all that a later one has to look at. A
change of one article changes what is said of its copies too: those are found through their links, which is why only
what loses a link is noted here beside the article itself.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base, Int64
from crawler.archive.database.many import insert_many
from crawler.archive.rows.tables import ArticleRow
from crawler.archive.rows.tombstones import TombstoneRow

_LAST = 10_000  # rows held at once


class JournalRow(Base):
    """Change number `entry`, counted from 1, was one of this article (`articles.number`); null: of all of them."""

    __tablename__ = "journal"

    entry: Mapped[int] = mapped_column(Int64, primary_key=True, autoincrement=False)
    article: Mapped[int | None] = mapped_column(Int64)


class Mark(NamedTuple):
    """How long a journal is, and the id of the article that its last entry is of."""

    entries: int
    last: str | None


def note(connection: Connection, articles: Iterable[int | None]) -> None:
    """Write down, in the transaction that changes them, that these articles change; None stands for all."""
    numbers = list(dict.fromkeys(articles))
    if numbers:
        first = _length(connection) + 1
        rows = [{"entry": first + place, "article": number} for place, number in enumerate(numbers)]
        insert_many(connection, _ENTRIES, rows)


def mark(connection: Connection, entries: int | None = None) -> Mark | None:
    """The journal's mark now, or as it was when it had so many entries; None when it never had."""
    entries = _length(connection) if entries is None else entries
    if not entries:
        return Mark(0, None)
    row = connection.execute(select(JournalRow.article).where(JournalRow.entry == entries)).first()
    return Mark(entries, _id_of(connection, row[0])) if row else None


def since(connection: Connection, entries: int) -> Collection[int] | None:
    """The articles of all later entries, those that were taken down among them; None means any may have changed."""
    query = select(JournalRow.article).where(JournalRow.entry > entries)
    numbers: set[int | None] = set()
    for some in connection.execute(query, execution_options={"yield_per": _LAST}).scalars().partitions():
        numbers.update(some)
    return None if None in numbers else {number for number in numbers if number is not None}


def _length(connection: Connection) -> int:
    return connection.execute(_LENGTH).scalar() or 0


def _id_of(connection: Connection, number: int | None) -> str | None:
    """Also of an article that was taken down since."""
    for table in (ArticleRow, TombstoneRow):
        found = connection.execute(select(table.id).where(table.number == number)).scalar()
        if found is not None:
            return found
    return None


_ENTRIES = insert(JournalRow)
_LENGTH = select(func.max(JournalRow.entry))
