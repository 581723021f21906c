"""Whether rows, article files and the index of copies still say the same: every article is read and compared."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, text
from sqlalchemy.exc import DatabaseError

from crawler.archive.addresses import CHUNK, key_of
from crawler.archive.bodies import pack, unpack
from crawler.archive.duplicates_check import problems
from crawler.archive.faults import Fault
from crawler.archive.files import filing
from crawler.archive.quarantine import strays as strays_of_quarantine
from crawler.archive.rebuilding import strays
from crawler.archive.searching import problems as search_problems
from crawler.archive.tables import AddressRow, ArticleRow, PageRow, RevisionRow
from crawler.archive.tombstones import tombstones
from crawler.errors import ArchiveUnusable
from crawler.items import Article
from crawler.urls import article_id


def verify(connection: Connection, articles_dir: Path) -> Iterator[Fault]:
    """Every fault, in archive order. Of a damaged database only that; the index is compared with sound rows only."""
    damage = _damage(connection)
    if damage:
        yield Fault("damaged-database", "database", damage)
        return
    every = select(ArticleRow.number).order_by(ArticleRow.number)
    sound = True
    with closing(connection.execute(every, execution_options={"yield_per": CHUNK}).scalars()) as numbers:
        for fault in chain.from_iterable(
            _article_faults(connection, one, articles_dir) for one in numbers.partitions()
        ):
            sound = sound and fault.repair
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
    keys = _addressed(connection, numbers)
    for row in connection.execute(_rows().where(ArticleRow.number.in_(numbers)).order_by(ArticleRow.number)):
        missing = _missing_rows(row, counts.get(row.number, 0), keys)
        if missing:
            yield Fault("missing-row", row.id, missing)
        if row.body is not None:
            yield from _content_faults(row, articles_dir)


def _content_faults(row: Row[Any], articles_dir: Path) -> Iterator[Fault]:
    try:
        article = unpack(row.body, row.id)
    except ArchiveUnusable as error:
        yield Fault("damaged-body", row.id, f"revision {row.revision} cannot be unpacked ({error.__cause__})")
        return
    wrong = _wrong_facts(row, article)
    if wrong:
        yield Fault("wrong-row", row.id, f"its row and its body differ in {', '.join(wrong)}")
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


def _wrong_facts(row: Row[Any], article: Article) -> list[str]:
    facts = {
        "id": row.id == article_id(article.canonical_url),
        "content": row.content == pack(article).content,
        "site": row.site == article.site,
        "published_at": row.published_at == article.published_at,
        "file": row.file == filing(row.number, article, row.first_fetched_at).path,
    }
    return [name for name, right in facts.items() if not right]


def _missing_rows(row: Row[Any], revisions: int, keys: set[int]) -> str:
    if row.body is None or revisions != row.revision:
        return f"{revisions} of its {row.revision} revisions are there"
    if row.page_found is None:
        return f"the page of revision {row.revision} is not there"
    if key_of(row.canonical_url) not in keys:
        return "its address is not among the settled ones: a crawl would fetch it again"
    return ""


def _rows() -> Select[*tuple[Any, ...]]:
    article = ArticleRow
    latest = (RevisionRow.article == article.number) & (RevisionRow.revision == article.revision)
    return (
        select(article.__table__, RevisionRow.body, PageRow.id.label("page_found"))
        .join(RevisionRow, latest, isouter=True)
        .join(PageRow, PageRow.id == RevisionRow.page, isouter=True)
    )


def _counts(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    query = select(RevisionRow.article, func.count()).where(RevisionRow.article.in_(numbers))
    return {row[0]: row[1] for row in connection.execute(query.group_by(RevisionRow.article))}


def _addressed(connection: Connection, numbers: Sequence[int]) -> set[int]:
    urls = connection.execute(select(ArticleRow.canonical_url).where(ArticleRow.number.in_(numbers))).scalars()
    keys = [key_of(url) for url in urls]
    found = select(AddressRow.key).where(AddressRow.key.in_(keys), AddressRow.article.is_not(None))
    return set(connection.execute(found).scalars())
