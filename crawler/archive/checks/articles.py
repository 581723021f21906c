"""Whether rows, article files and the index of copies still say the same: every article is read and compared."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, select, text
from sqlalchemy.exc import DatabaseError

from crawler.archive.checks.faults import Fault
from crawler.archive.checks.links import gone_faults, link_faults
from crawler.archive.checks.rowfacts import addressed, follows, rows, wrong_facts
from crawler.archive.daemon.quarantine import strays as strays_of_quarantine
from crawler.archive.duplicates.check import problems
from crawler.archive.filing.files import filing
from crawler.archive.filing.rebuilding import strays
from crawler.archive.rows.addresses import CHUNK
from crawler.archive.rows.bodies import unpack
from crawler.archive.rows.tables import ArticleRow, RevisionRow
from crawler.archive.rows.tombstones import tombstones
from crawler.archive.words.upkeep import problems as search_problems
from crawler.errors import ArchiveUnusable
from crawler.items import Article

_OF_ROWS = frozenset({"missing-row", "wrong-row", "damaged-body"})


def verify(connection: Connection, articles_dir: Path) -> Iterator[Fault]:
    """Every fault, in archive order. Of a damaged database only that; the index is compared with sound rows only."""
    damage = _damage(connection)
    if damage:
        yield Fault("damaged-database", "database", damage)
        return
    sound = True
    for fault in chain(_all_articles(connection, articles_dir), link_faults(connection)):
        sound = sound and fault.kind not in _OF_ROWS
        yield fault
    for path in strays(connection, articles_dir):
        yield Fault("stray-file", path, "no article has this file", repair=True)
    for tombstone in tombstones(connection):
        if not tombstone.finished:
            yield Fault("unfinished-takedown", tombstone.id, "something of it may be left in files", repair=True)
    for site, articles in strays_of_quarantine(connection):
        yield Fault("stray-quarantine", site, f"it is not in quarantine, but {articles} of its articles are marked so")
    if sound:
        for problem in problems(connection):
            yield Fault("stale-index", "index of copies", problem, repair=True)
        for problem in search_problems(connection):
            yield Fault("stale-index", "search index", problem, repair=True)


def _all_articles(connection: Connection, articles_dir: Path) -> Iterator[Fault]:
    every = select(ArticleRow.number).order_by(ArticleRow.number)
    with closing(connection.execute(every, execution_options={"yield_per": CHUNK}).scalars()) as numbers:
        for chunk in numbers.partitions():
            yield from _article_faults(connection, chunk, articles_dir)


def _damage(connection: Connection) -> str:
    """What SQLite says of its own file; nothing when it is whole. PostgreSQL checks its pages as it reads them."""
    if connection.dialect.name != "sqlite":
        return ""
    try:
        told = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
    except DatabaseError as error:
        told = str(error.orig)
    return "" if told == "ok" else " ".join(told.split())


def _article_faults(connection: Connection, numbers: Sequence[int], articles_dir: Path) -> Iterator[Fault]:
    counts = _counts(connection, numbers)
    found = rows(connection, numbers)
    settled = addressed(connection, found)
    for row in found:
        missing = _missing_rows(row, counts.get(row.number, 0))
        if missing:
            yield Fault("missing-row", row.id, missing)
        elif row.number not in settled:
            what = "its address is not among the settled ones: a crawl would fetch it again"
            yield Fault("missing-row", row.id, what, repair=True)
        if row.body is not None:
            yield from _content_faults(row, articles_dir)
    yield from gone_faults(connection, numbers)


def _content_faults(row: Row[Any], articles_dir: Path) -> Iterator[Fault]:
    try:
        article = unpack(row.body, row.id)
    except ArchiveUnusable as error:
        yield Fault("damaged-body", row.id, f"revision {row.revision} cannot be unpacked ({error.__cause__})")
        return
    wrong = wrong_facts(row, article)
    if wrong:
        what = f"its row and its body or pages differ in {', '.join(wrong)}"
        yield Fault("wrong-row", row.id, what, repair=follows(wrong))
    else:
        yield from _file_faults(row, article, articles_dir)


def _file_faults(row: Row[Any], article: Article, articles_dir: Path) -> Iterator[Fault]:
    file = filing(row.number, article, row.first_fetched_at)
    if not file.path:
        return
    try:
        written = (articles_dir / file.path).read_bytes()
    except FileNotFoundError:
        yield Fault("missing-file", file.path, f"the file of article {row.id} is not there", repair=True)
        return
    if written != file.content.encode():
        yield Fault("wrong-file", file.path, f"the file of article {row.id} says other than its row", repair=True)


def _missing_rows(row: Row[Any], revisions: int) -> str:
    if row.body is None or revisions != row.revision:
        return f"{revisions} of its {row.revision} revisions are there"
    return ""


def _counts(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    query = select(RevisionRow.article, func.count()).where(RevisionRow.article.in_(numbers))
    return {row[0]: row[1] for row in connection.execute(query.group_by(RevisionRow.article))}
