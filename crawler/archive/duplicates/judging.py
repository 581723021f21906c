"""Verdicts on articles by their ids: what near-duplicate search says of numbers, in the words of `crawler.items`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, or_, select

from crawler.archive.database.among import among
from crawler.archive.duplicates.duplicates import Arrival as Coming
from crawler.archive.duplicates.duplicates import DuplicateMemory, Duplicates, Judged, judged, moment_of
from crawler.archive.duplicates.tables import LinkRow, PublishedRow
from crawler.archive.duplicates.verdicts import ALONE
from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.storing import Arrival, Placed
from crawler.archive.rows.tables import ArticleRow
from crawler.archive.rows.texts import texts_by_number
from crawler.items import Verdict

UNIQUE = Verdict("unique")
_IDS = select(ArticleRow.number, ArticleRow.id).where(among(ArticleRow.number))


def judge(
    connection: Connection, memory: DuplicateMemory, arrivals: Sequence[Arrival], placed: Sequence[Placed]
) -> list[Verdict]:
    """Ask for copies and add, one after another, what is new or revised; the verdicts on all arrivals, in order."""
    duplicates = Duplicates(connection, lambda numbers: texts_by_number(connection, numbers), memory)
    coming = [_coming(one, at) for one, at in zip(arrivals, placed, strict=True) if at.outcome != "unchanged"]
    found = duplicates.judge_and_add(coming)
    found |= judged(connection, {at.number for at in placed} - found.keys())
    ids = _ids(connection, found.values())
    return [_verdict(found.get(at.number), ids) for at in placed]


def verdicts_of(connection: Connection, numbers: Iterable[int]) -> dict[int, Verdict]:
    """The verdicts as they stand now, by article number; those never judged are left out."""
    found = judged(connection, numbers)
    ids = _ids(connection, found.values())
    return {number: _verdict(one, ids) for number, one in found.items()}


def copies(connection: Connection) -> dict[str, Counter[str]]:
    """Per site, how many of its articles are copies, by kind."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    shared = select(PublishedRow.text).group_by(PublishedRow.text).having(func.count() > 1)
    suspect = or_(PublishedRow.text.in_(select(LinkRow.text)), PublishedRow.text.in_(shared))
    query = select(ArticleRow.number, ArticleRow.site).join(PublishedRow, PublishedRow.article == ArticleRow.number)
    for rows in chunks(connection.execute(query.where(suspect)).all()):
        sites = {row.number: row.site for row in rows}
        for number, one in judged(connection, sites).items():
            if one.kind != "unique":
                counts[sites[number]][one.kind] += 1
    return counts


def _coming(one: Arrival, at: Placed) -> Coming:
    article = one.packed.article
    moment = moment_of(article.published_at, at.first_fetched_at)
    return Coming(at.number, one.fingerprint, article.text, moment)


def _ids(connection: Connection, found: Iterable[Judged]) -> dict[int, str]:
    numbers = {number for one in found for number in (one.duplicate_of, one.cluster) if number is not None}
    ids: dict[int, str] = {}
    for chunk in chunks(numbers):
        ids |= dict(connection.execute(_IDS, {"numbers": chunk}).all())
    return ids


def _verdict(one: Judged | None, ids: dict[int, str]) -> Verdict:
    if one is None or one is ALONE:
        return UNIQUE
    original = None if one.duplicate_of is None else ids[one.duplicate_of]
    return Verdict(one.kind, original, one.similarity, None if one.cluster is None else ids[one.cluster])
