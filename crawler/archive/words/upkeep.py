"""The search index kept in step with the articles, filled from them, and compared with them."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base
from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.bodies import unpack
from crawler.archive.rows.storing import Arrival, Placed
from crawler.archive.rows.tables import ArticleRow, RevisionRow
from crawler.archive.rows.texts import with_latest
from crawler.archive.words.index import search_index
from crawler.archive.words.values import Entry, entry
from crawler.errors import ArchiveUnusable
from crawler.items import Article

logger = logging.getLogger(__name__)

_TOLD = 20_000  # articles between two lines of progress, about ten seconds


class SearchRecipeRow(Base):
    """The one recipe that made every entry of the search index; none when it was never filled."""

    __tablename__ = "search_recipe"

    recipe: Mapped[str] = mapped_column(primary_key=True)


def keep_in_step(connection: Connection, arrivals: Sequence[Arrival], placed: Sequence[Placed]) -> None:
    """Index what is new or revised, in the transaction that stores it."""
    last: dict[int, Entry] = {}
    before: dict[int, int] = {}
    for one, where in zip(arrivals, placed, strict=True):
        if where.outcome != "unchanged":
            last[where.number] = entry(where.number, one.packed.article)
            before.setdefault(where.number, where.revision - 1)
    old = _entries_of(connection, {number: revision for number, revision in before.items() if revision})
    lost = {number for number, revision in before.items() if revision} - {one.number for one in old}
    index = search_index(connection)
    index.remove(old)
    # of an entry whose text cannot be read nothing can be taken away, so nothing is added: `verify` tells of it
    index.add([one for number, one in last.items() if number not in lost])


def replace(connection: Connection, articles: Sequence[tuple[int, Article, Article]]) -> None:
    """Index articles by what they say now instead of what they said: number, before, now."""
    index = search_index(connection)
    changed = [(entry(number, was), entry(number, now)) for number, was, now in articles]
    changed = [(was, now) for was, now in changed if was != now]
    index.remove([was for was, _ in changed])
    index.add([now for _, now in changed])


def forget(connection: Connection, number: int) -> None:
    """Take an article out of the index, before its rows go."""
    revision = connection.execute(select(ArticleRow.revision).where(ArticleRow.number == number)).scalar_one()
    old = _entries_of(connection, {number: revision})
    if old:
        search_index(connection).remove(old)
    else:
        rebuild(connection, without=number)


def ensure_filled(connection: Connection) -> None:
    """Index all articles when the index was never filled, or by another recipe; with progress in the log."""
    if not _of_this_recipe(connection):
        rebuild(connection)


def require_filled(connection: Connection, shown: str) -> None:
    """Raises ArchiveUnusable when another version of the program filled the index of the database `shown`."""
    if not _of_this_recipe(connection):
        raise ArchiveUnusable(f"database {shown}: its search index is of another version: the next crawl makes it anew")


def rebuild(connection: Connection, *, without: int | None = None) -> int:
    """Index all articles anew, but one; returns how many. Articles with damaged bodies are passed over."""
    index = search_index(connection)
    index.clear()
    connection.execute(delete(SearchRecipeRow))
    connection.execute(insert(SearchRecipeRow), {"recipe": index.recipe})
    done = 0
    for entries in _all_entries(connection):
        index.add([one for one in entries if one.number != without])
        if done // _TOLD < (done + len(entries)) // _TOLD:
            logger.warning("indexing for search: %d articles done", done + len(entries))
        done += len(entries)
    return done


def problems(connection: Connection) -> Iterator[str]:
    """A line for everything in the index that disagrees with the articles; reads all of them. `rebuild` mends all."""
    if not _of_this_recipe(connection):
        yield "another version of the program made it"
        return
    index = search_index(connection)
    there = set(index.numbers())
    for entries in _all_entries(connection):
        numbers = {one.number for one in entries}
        for number in sorted(numbers - there):
            yield f"article number {number}: no search finds it"
        for number in index.wrong([one for one in entries if one.number in there]):
            yield f"article number {number}: it is found by words of another text"
        there -= numbers
    for number in sorted(there - _damaged(connection, there)):
        yield f"article number {number}: it can be found and is not in the archive"


def _of_this_recipe(connection: Connection) -> bool:
    return connection.execute(select(SearchRecipeRow.recipe)).scalar() == search_index(connection).recipe


def _damaged(connection: Connection, numbers: Iterable[int]) -> set[int]:
    """Those that are articles all the same: that their bodies are damaged is not for the index to say."""
    found: set[int] = set()
    for chunk in chunks(numbers):
        found.update(connection.execute(select(ArticleRow.number).where(ArticleRow.number.in_(chunk))).scalars())
    return found


def _all_entries(connection: Connection) -> Iterator[list[Entry]]:
    numbers = connection.execute(select(ArticleRow.number).order_by(ArticleRow.number)).scalars().all()
    columns = select(ArticleRow.number, ArticleRow.id, RevisionRow.body).select_from(ArticleRow)
    for chunk in chunks(numbers):
        query = with_latest(columns).where(ArticleRow.number.in_(chunk)).order_by(ArticleRow.number)
        yield list(_readable(connection.execute(query)))


def _entries_of(connection: Connection, revisions: dict[int, int]) -> list[Entry]:
    """What was indexed of these articles when these were their latest revisions."""
    found: list[Entry] = []
    for chunk in chunks(revisions):
        query = select(RevisionRow.article.label("number"), RevisionRow.revision, RevisionRow.body)
        rows = connection.execute(query.where(RevisionRow.article.in_(chunk)))
        found += _readable(row for row in rows if row.revision == revisions[row.number])
    return found


def _readable(rows: Iterable[Any]) -> Iterator[Entry]:
    for row in rows:
        try:
            yield entry(row.number, unpack(row.body, str(row.number)))
        except ArchiveUnusable as error:
            logger.warning("%s", error)
