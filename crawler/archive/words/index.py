"""The words of articles, by which they are found: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Both hold the words without case and diacritics. Entries are made in the transaction that stores the article.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import orjson
from sqlalchemy import Connection, TextClause, bindparam, text

from crawler.archive.database.base import UtcTime
from crawler.archive.rows.bodies import clean
from crawler.archive.words.query import Query
from crawler.items import Article
from crawler.text import fold

RECIPE = "1"
"""Changes when other words come out of an article; an index of another recipe is made anew."""

MOST_CHARACTERS = 100_000
"""Of a body; twenty times a long report. PostgreSQL refuses a tsvector over 1 MB."""

RANKED = 1_000
"""Matches at most: the last archived. Ranking all of the 400,000 that a common syllable has takes seconds."""

COMMON = 50_000
"""Articles with a word from which on BM25 no longer weighs it: it would walk through all of them before it ranks one
(0.1 µs each), and of a word so common it can say little."""

_STANDS_IN = text("SELECT count(*) FROM (SELECT 1 FROM search_words WHERE search_words MATCH :phrase LIMIT :most + 1)")
# `+` keeps the numbers out of FTS5, which would begin the search anew for each
_BY_WEIGHT = text(
    "SELECT rowid FROM search_words WHERE search_words MATCH :match "
    "AND +rowid IN (SELECT value FROM json_each(:found)) ORDER BY bm25(search_words, :weight, 1.0), rowid DESC"
)
_NO_WORD = re.compile(r"[\W_]+")
_TITLE_WEIGHT = 8.0
_PROBE = 12  # words in a row that an entry is checked for


class Entry(NamedTuple):
    """What is indexed of article `number`: its headline, and lead, captions and body."""

    number: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Where to search: sites by id (none: all), published at or after `since` and before `until`."""

    sites: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


class SearchIndex(Protocol):
    """What both databases offer."""

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


def entry(number: int, article: Article) -> Entry:
    """What is indexed of an article."""
    body = "\n".join([article.summary, *(block.text for block in article.blocks)])
    return Entry(number, clean(article.title), clean(body[:MOST_CHARACTERS]))


def search_index(connection: Connection) -> SearchIndex:
    """The index of this database."""
    return _Tsvector(connection) if connection.dialect.name == "postgresql" else _Fts5(connection)


class _Fts5:
    """A contentless FTS5 table: rows by article number. Its tokenizer takes off all diacritics but the bar of đ."""

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
        where, values = _where(limits)
        join = "CROSS JOIN articles ON articles.number = search_words.rowid" if where else ""
        matched = f"FROM search_words {join} WHERE search_words MATCH :match {where}"
        latest = f"SELECT search_words.rowid {matched} ORDER BY search_words.rowid DESC LIMIT {RANKED}"
        phrases = [f'"{phrase}"' for phrase in query.folded]
        asked = {"match": " ".join(phrases), **values}
        found = list(self._connection.execute(_with_times(latest, values), asked).scalars().all())
        return self._ranked(found, phrases) if 1 < len(found) < RANKED else found

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


class _Tsvector:
    """A table of tsvectors; headlines have the weight A."""

    _VECTOR = "setweight(to_tsvector('simple', :title), 'A') || to_tsvector('simple', :body)"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entries: Sequence[Entry]) -> None:
        statement = f"INSERT INTO search_words (article, words) VALUES (:number, {self._VECTOR})"  # noqa: S608
        self._many(statement, entries)

    def remove(self, entries: Sequence[Entry]) -> None:
        self._many("DELETE FROM search_words WHERE article = :number", entries)

    def clear(self) -> None:
        self._connection.execute(text("DELETE FROM search_words"))

    def best(self, query: Query, limits: Limits) -> list[int]:
        where, values = _where(limits)
        join = "JOIN articles ON articles.number = search_words.article" if where else ""
        phrases = {f"phrase{place}": phrase for place, phrase in enumerate(query.folded)}
        match = " && ".join(f"phraseto_tsquery('simple', :{name})" for name in phrases)
        statement = f"""
            SELECT article FROM (
                SELECT article, words FROM search_words {join}
                WHERE words @@ ({match}) {where} ORDER BY article DESC LIMIT {RANKED}
            ) AS found ORDER BY ts_rank_cd(words, ({match}), 1) DESC, article DESC"""  # noqa: S608 - made of constants
        return list(self._connection.execute(_with_times(statement, values), {**phrases, **values}).scalars().all())

    def numbers(self) -> Iterator[int]:
        yield from self._connection.execute(text("SELECT article FROM search_words ORDER BY article")).scalars()

    def wrong(self, entries: Sequence[Entry]) -> Collection[int]:
        statement = text(f"SELECT article FROM search_words WHERE article = :number AND words <> {self._VECTOR}")  # noqa: S608
        found = (self._connection.execute(statement, _words(one)).scalar() for one in entries)
        return [number for number in found if number is not None]

    def _many(self, statement: str, entries: Iterable[Entry]) -> None:
        rows = [_words(one) for one in entries]
        if rows:
            self._connection.execute(text(statement), rows)


def _where(limits: Limits) -> tuple[str, dict[str, Any]]:
    """Conditions on the columns of `articles`, and their values."""
    values: dict[str, Any] = {f"site{place}": site for place, site in enumerate(limits.sites)}
    parts = [f"articles.site IN ({', '.join(f':{name}' for name in values)})"] if values else []
    for name, sign, moment in (("since", ">=", limits.since), ("until", "<", limits.until)):
        if moment is not None:
            parts.append(f"articles.published_at {sign} :{name}")
            values[name] = moment
    return "".join(f" AND {part}" for part in parts), values


def _with_times(statement: str, values: dict[str, Any]) -> TextClause:
    """The statement, in which times are written as their column has them."""
    times = [bindparam(name, type_=UtcTime()) for name, value in values.items() if isinstance(value, datetime)]
    return text(statement).bindparams(*times)


def _words(one: Entry) -> dict[str, Any]:
    """Words apart by blanks: PostgreSQL's own parser would look for addresses, files and compounds."""
    title, body = (_NO_WORD.sub(" ", fold(said)) for said in (one.title, one.body))
    return {"number": one.number, "title": title, "body": body}


def _barless(said: str) -> str:
    return said.replace("đ", "d").replace("Đ", "D")


def _quotable(said: str) -> str:
    return _barless(said).replace('"', " ")


def _has_word(said: str) -> bool:
    return any(character.isascii() and character.isalnum() for character in said)
