"""Who copied whom, and how long after."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, time, timedelta, timezone
from heapq import nsmallest
from itertools import islice
from statistics import median
from typing import NamedTuple

from sqlalchemy import Connection, Row, func, or_, select

from crawler.archive.database.among import among
from crawler.archive.duplicates.duplicates import Judged, judged
from crawler.archive.duplicates.tables import LinkRow, PublishedRow
from crawler.archive.rows.tables import ArticleRow
from crawler.archive.sheet.values import CopyExample, CopyPair

_AT_ONCE = 500
_EXAMPLES = 12
_VIETNAM = timezone(timedelta(hours=7))
_MIDNIGHT = time(0, 0)
_SHARED = select(PublishedRow.text).group_by(PublishedRow.text).having(func.count() > 1)
_SUSPECTS = (
    select(PublishedRow.article)
    .where(or_(PublishedRow.text.in_(select(LinkRow.text)), PublishedRow.text.in_(_SHARED)))
    .order_by(PublishedRow.article)
)
_ARTICLES = select(ArticleRow.number, ArticleRow.site, ArticleRow.title, ArticleRow.published_at).where(
    among(ArticleRow.number)
)


_Row = Row[int, str, str, datetime | None]


class _Copy(NamedTuple):
    """A copy; `delay` in seconds, None when one of the two names no time of day."""

    source: str
    copier: str
    delay: float | None
    original: str
    title: str
    similarity: float
    kind: str


def copied(connection: Connection) -> tuple[tuple[CopyPair, ...], tuple[CopyExample, ...]]:
    """All pairs of papers, those with most copies first, and the copies that came fastest, one a headline.

    Held are one number a copy, and of the examples as many as are shown.
    """
    counts: Counter[tuple[str, str]] = Counter()
    delays: dict[tuple[str, str], array[float]] = defaultdict(lambda: array("d"))
    fastest: list[_Copy] = []
    copies = _copies(connection)
    while some := list(islice(copies, _AT_ONCE)):
        for one in some:
            counts[one.source, one.copier] += 1
            if one.delay is not None:
                delays[one.source, one.copier].append(one.delay)
        foreign = (one for one in some if one.delay is not None and one.source != one.copier)
        fastest = _fastest([*fastest, *foreign])
    pairs = tuple(
        CopyPair(*pair, count, median(delays[pair]) if delays[pair] else None, min(delays[pair], default=None))
        for pair, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
    return pairs, tuple(_example(one) for one in fastest)


def _fastest(copies: list[_Copy]) -> list[_Copy]:
    by_headline = {one.original: one for one in sorted(copies, key=_order, reverse=True)}
    return nsmallest(_EXAMPLES, by_headline.values(), key=_order)


def _order(one: _Copy) -> tuple[float, str, str, str]:
    return one.delay or 0.0, one.original, one.copier, one.title


def _copies(connection: Connection) -> Iterator[_Copy]:
    with closing(connection.execute(_SUSPECTS, execution_options={"yield_per": _AT_ONCE}).scalars()) as suspects:
        for numbers in suspects.partitions():
            found = {number: one for number, one in judged(connection, numbers).items() if one.duplicate_of is not None}
            asked = found.keys() | {one.duplicate_of for one in found.values()}
            rows = {row.number: row for row in connection.execute(_ARTICLES, {"numbers": list(asked)})}
            for number, one in found.items():
                yield _copy(rows[number], rows[one.duplicate_of], one)


def _copy(copy: _Row, original: _Row, found: Judged) -> _Copy:
    """Of a text that stands whole in another, the longer one may be the later: who was first, the times say."""
    delay = _delay(original.published_at, copy.published_at)
    first, then = (original, copy) if delay is None or delay >= 0 else (copy, original)
    apart = None if delay is None else abs(delay)
    return _Copy(first.site, then.site, apart, first.title, then.title, found.similarity or 1.0, found.kind)


def _delay(first: datetime | None, then: datetime | None) -> float | None:
    """Seconds; a time of midnight is that of a paper that prints days alone."""
    if first is None or then is None or _MIDNIGHT in {one.astimezone(_VIETNAM).time() for one in (first, then)}:
        return None
    return (then - first).total_seconds()


def _example(one: _Copy) -> CopyExample:
    return CopyExample(one.source, one.copier, one.original, one.title, one.delay or 0.0, one.similarity, one.kind)
