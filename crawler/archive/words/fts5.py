"""The words of articles on SQLite: a contentless FTS5 table, rows by article number.

Its tokenizer takes off all diacritics but the bar of đ.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, text

from crawler.archive.words.query import Query
from crawler.archive.words.values import RANKED, Entry, Limits, where, with_times

COMMON = 50_000
"""Articles with a word from which on BM25 no longer weighs it: it would walk through all of them before it ranks one
(0.1 µs each), and of a word so common it can say little."""

FEW = 20_000
"""Articles within the limits of a search, up to which listing them is quicker than looking at every match."""

_STANDS_IN = text("SELECT count(*) FROM (SELECT 1 FROM search_words WHERE search_words MATCH :phrase LIMIT :most + 1)")
# `+` keeps the numbers out of FTS5, which would begin the search anew for each
_BY_WEIGHT = text(
    "SELECT rowid FROM search_words WHERE search_words MATCH :match "
    "AND +rowid IN (SELECT value FROM json_each(:found)) ORDER BY bm25(search_words, :weight, 1.0), rowid DESC"
)
_TITLE_WEIGHT = 8.0
_PROBE = 12  # words in a row that an entry is checked for


class Fts5:
    """The index of one SQLite archive inside one transaction; see `crawler.archive.words.index.SearchIndex`."""

    recipe = "1"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entries: Sequence[Entry]) -> None:
        rows = [(one.number, _barless(one.title), _barless(one.body)) for one in entries]
        self._many("INSERT INTO search_words (rowid, title, body) VALUES (?, ?, ?)", rows)

    def remove(self, entries: Sequence[Entry]) -> None:
        # before SQLite 3.43 a contentless table is told what to forget
        rows = [(one.number, _barless(one.title), _barless(one.body)) for one in entries]
        statement = "INSERT INTO search_words (search_words, rowid, title, body) VALUES ('delete', ?, ?, ?)"
        self._many(statement, rows)

    def clear(self) -> None:
        self._connection.execute(text("INSERT INTO search_words (search_words) VALUES ('delete-all')"))

    def best(self, query: Query, limits: Limits) -> list[int]:
        """Of very many matches the last archived as they come: BM25 walks through all postings of each word first."""
        join, condition, values = self._within(limits)
        matched = f"FROM search_words {join} WHERE search_words MATCH :match {condition}"
        latest = f"SELECT search_words.rowid {matched} ORDER BY search_words.rowid DESC LIMIT {RANKED}"
        phrases = [f'"{phrase}"' for phrase in query.folded]
        asked = {"match": " ".join(phrases), **values}
        found = list(self._connection.execute(with_times(latest, values), asked).scalars().all())
        return self._ranked(found, phrases) if 1 < len(found) < RANKED else found

    def _within(self, limits: Limits) -> tuple[str, str, dict[str, Any]]:
        """What to join, on what condition, and the values in it.

        When few articles are within the limits, no others are walked through: only numbers from their first to their
        last are matched. When many are, so many of the matches are that looking at each as it comes is quicker.
        """
        condition, values = where(limits)
        if not condition:
            return "", "", values
        within = f"SELECT number FROM articles WHERE TRUE {condition}"  # noqa: S608 - made of constants
        span = f"SELECT count(*), coalesce(min(number), 0), coalesce(max(number), -1) FROM ({within} LIMIT {FEW + 1})"  # noqa: S608
        count, first, last = self._connection.execute(with_times(span, values), values).one()
        if count > FEW:
            return "CROSS JOIN articles ON articles.number = search_words.rowid", condition, values
        few = f"AND search_words.rowid BETWEEN :first AND :last AND +search_words.rowid IN ({within})"
        return "", few, {**values, "first": first, "last": last}

    def _ranked(self, found: list[int], phrases: list[str]) -> list[int]:
        """These matches by BM25 over the phrases that are not common; as they are when all are."""
        rare = [phrase for phrase in phrases if not self._common(phrase)]
        if not rare:
            return found
        asked = {"match": " ".join(rare), "found": orjson.dumps(found).decode(), "weight": _TITLE_WEIGHT}
        return list(self._connection.execute(_BY_WEIGHT, asked).scalars().all())

    def _common(self, phrase: str) -> bool:
        asked = {"phrase": phrase, "most": COMMON}
        return int(self._connection.execute(_STANDS_IN, asked).scalar_one()) > COMMON

    def numbers(self) -> Iterator[int]:
        yield from self._connection.execute(text("SELECT id FROM search_words_docsize ORDER BY id")).scalars()

    def wrong(self, entries: Sequence[Entry]) -> Collection[int]:
        return [one.number for one in entries if not self._says(one)]

    def _says(self, one: Entry) -> bool:
        """Whether words in a row from its beginning, middle and end are where they should be."""
        words = _barless(one.body).split()
        places = (0, len(words) // 2, max(len(words) - _PROBE, 0))
        probes = [("title", one.title), *(("body", " ".join(words[at : at + _PROBE])) for at in places)]
        match = " AND ".join(f'{column} : "{_quotable(said)}"' for column, said in probes if _has_word(said))
        if not match:
            return True
        statement = text("SELECT 1 FROM search_words WHERE search_words MATCH :match AND rowid = :number")
        return self._connection.execute(statement, {"match": match, "number": one.number}).first() is not None

    def _many(self, statement: str, rows: Sequence[tuple[int, str, str]]) -> None:
        if rows:
            self._connection.exec_driver_sql(statement, list(rows))


def _barless(said: str) -> str:
    return said.replace("đ", "d").replace("Đ", "D")


def _quotable(said: str) -> str:
    return _barless(said).replace('"', " ")


def _has_word(said: str) -> bool:
    return any(character.isascii() and character.isalnum() for character in said)
