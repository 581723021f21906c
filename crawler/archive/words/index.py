"""One index of the words of articles, on either database.

Both hold the words without case and diacritics. Entries are made in the transaction that stores the article.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from sqlalchemy import Connection

from crawler.archive.words.fts5 import Fts5
from crawler.archive.words.query import Query
from crawler.archive.words.tsvector import Tsvector
from crawler.archive.words.values import Entry, Limits


class SearchIndex(Protocol):
    """What both databases offer; `recipe` changes when other words come out of an article."""

    @property
    def recipe(self) -> str:
        """An index of another recipe is made anew."""

    def add(self, entries: Sequence[Entry]) -> None:
        """Index articles that are not there."""

    def remove(self, entries: Sequence[Entry]) -> None:
        """Forget articles; an entry must say what it said when it was added."""

    def clear(self) -> None:
        """Forget everything."""

    def best(self, query: Query, limits: Limits) -> list[int]:
        """Numbers of the articles that match, best first: at most RANKED, the last archived."""

    def numbers(self) -> Iterator[int]:
        """The articles that are indexed, ascending."""

    def wrong(self, entries: Sequence[Entry]) -> Collection[int]:
        """Those of these articles, all of which are indexed, whose entry says something else."""


def search_index(connection: Connection) -> SearchIndex:
    """The index of this database."""
    return Tsvector(connection) if connection.dialect.name == "postgresql" else Fts5(connection)
