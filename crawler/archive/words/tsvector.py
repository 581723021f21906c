"""The words of articles on PostgreSQL: a table of tsvectors with a GIN index; headlines have the weight A.

The tsvectors are written here, word by word: `to_tsvector` takes three times as long to look for addresses, files and
numbers in words that are cut already.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from sqlalchemy import Connection, text

from crawler.archive.words.query import LONGEST, Query
from crawler.archive.words.values import RANKED, Entry, Limits, where, with_times
from crawler.text import fold

_NO_WORD = re.compile(r"[\W_]+")
_ADD = (
    "INSERT INTO search_words (article, words) "
    "SELECT number, words::tsvector FROM unnest(%(numbers)b::bigint[], %(words)b::text[]) AS entries (number, words)"
)
_BY_WEIGHT = text(
    "SELECT article FROM search_words WHERE article = ANY(:found) "
    "ORDER BY ts_rank_cd(words, CAST(:match AS tsquery), 1) DESC, article DESC"
)
_WRONG = text("SELECT article FROM search_words WHERE article = :number AND words <> CAST(:words AS tsvector)")


class Tsvector:
    """The index of one PostgreSQL archive inside one transaction; see `crawler.archive.words.index.SearchIndex`."""

    recipe = "2"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entries: Sequence[Entry]) -> None:
        if entries:
            rows = {"numbers": [one.number for one in entries], "words": list(map(_vector, entries))}
            self._connection.exec_driver_sql(_ADD, rows)

    def remove(self, entries: Sequence[Entry]) -> None:
        if entries:
            numbers = {"numbers": [one.number for one in entries]}
            self._connection.execute(text("DELETE FROM search_words WHERE article = ANY(:numbers)"), numbers)

    def clear(self) -> None:
        self._connection.execute(text("DELETE FROM search_words"))

    def best(self, query: Query, limits: Limits) -> list[int]:
        """Of very many matches the last archived as they come: ranking them would read the words of each."""
        condition, values = where(limits)
        join = "JOIN articles ON articles.number = search_words.article" if condition else ""
        matched = f"FROM search_words {join} WHERE words @@ CAST(:match AS tsquery) {condition}"
        latest = f"SELECT article {matched} ORDER BY article DESC LIMIT {RANKED}"
        match = _match(query)
        asked = {"match": match, **values}
        found = list(self._connection.execute(with_times(latest, values), asked).scalars().all())
        if not 1 < len(found) < RANKED:
            return found
        return list(self._connection.execute(_BY_WEIGHT, {"match": match, "found": found}).scalars().all())

    def numbers(self) -> Iterator[int]:
        yield from self._connection.execute(text("SELECT article FROM search_words ORDER BY article")).scalars()

    def wrong(self, entries: Sequence[Entry]) -> Collection[int]:
        asked = ({"number": one.number, "words": _vector(one)} for one in entries)
        found = (self._connection.execute(_WRONG, one).scalar() for one in asked)
        return [number for number in found if number is not None]


def _vector(one: Entry) -> str:
    """The words of an article with their places, as PostgreSQL reads a tsvector.

    A place is left free behind the headline: no phrase runs from it into the body.
    """
    title, body = _words(one.title), _words(one.body)
    places: dict[str, list[str]] = {}
    headline = ((word, f"{place}A") for place, word in enumerate(title, 1))
    rest = ((word, str(place)) for place, word in enumerate(body, len(title) + 2))
    for word, place in chain(headline, rest):
        places.setdefault(word, []).append(place)
    return " ".join(f"{word}:{','.join(where)}" for word, where in places.items())


def _match(query: Query) -> str:
    """All phrases, as PostgreSQL reads a tsquery; words hold no character that means anything there."""
    return " & ".join(f"({' <-> '.join(_words(phrase))})" for phrase in query.folded)


def _words(said: str) -> list[str]:
    return [word[:LONGEST] for word in _NO_WORD.sub(" ", fold(said)).split()]
