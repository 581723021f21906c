"""Archives whose pages are in WARC files, as a crawl leaves them, read by today's extractor or by an older one."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, inspect, text

from crawler.archive import Archive, Scope
from crawler.archive.database.engine import parse_url
from crawler.errors import Reason
from crawler.extraction import extract_observed
from crawler.items import Article, Block, Failure, Fingerprinted, Page, WarcRef
from crawler.learning import recurring
from crawler.neardup import fingerprint
from crawler.reextraction import Outcome, Reextraction
from crawler.validation import Rules
from crawler.warc import WarcWriter
from crawler.workers import ExtractionPool
from tests.learning.paper import page as paper_page
from tests.learning.paper import story
from tests.warc.samples import exchange, writer

SITE = "bennuoc"
START = datetime(2025, 11, 20, 1, 0, tzinfo=UTC)
RULES = Rules(25, frozenset({"vi"}))
OLD = "rules 0; lxml 4; trafilatura 1"
ADVERT = "Tin nhắn cho tòa soạn để nhận quà"
Read = Callable[[Article], Article]


def as_today(article: Article) -> Article:
    """What today's extractor says."""
    return article


def as_before(article: Article) -> Article:
    """What an older extractor made of the same page: an advertisement in the body, no day, a title with its paper."""
    return replace(
        article,
        title=f"{article.title} - Bến Nước",
        blocks=(*article.blocks, Block("paragraph", ADVERT)),
        published_at=None,
        extractor=OLD,
    )


def fetched(warc: WarcWriter, url: str, body: bytes, at: datetime) -> Page:
    """A page whose record is written."""
    ref = warc.write(exchange(url, body, at=at))
    return Page(url, url, SITE, 200, (("Content-Type", "text/html"),), body, at, "feed", "", None, ref)


def archived(database_url: str, folder: Path, numbers: Iterable[int], read: Read = as_today) -> None:
    """Archive stories of the paper one after another, each with what those before it taught."""
    with Archive.open(database_url, folder) as archive:
        warc = writer(folder / "warc")
        for number in numbers:
            one = story(number)
            page = fetched(warc, one.url, paper_page(one), START + timedelta(hours=number))
            archive.store_many([_extracted(archive, page, read)])
        warc.close()


def revised(database_url: str, folder: Path, number: int, call: str, read: Read = as_today) -> None:
    """The paper changes a story: other words stand below it."""
    with Archive.open(database_url, folder) as archive:
        warc = writer(folder / "warc")
        one = story(number)
        changed = replace(one, paragraphs=(*one.paragraphs, call))
        page = fetched(warc, one.url, paper_page(changed), START + timedelta(days=9))
        archive.store_many([_extracted(archive, page, read)])
        warc.close()


def refused(database_url: str, folder: Path, url: str, body: bytes, reason: Reason) -> WarcRef:
    """A page that was refused when it was fetched."""
    with Archive.open(database_url, folder) as archive:
        warc = writer(folder / "warc")
        page = fetched(warc, url, body, START)
        archive.fail(Failure(url, SITE, reason, "", START, "feed", page.warc, url))
        warc.close()
    assert page.warc is not None
    return page.warc


def reread(
    database_url: str, folder: Path, *, again: bool = False, scope: Scope | None = None, rules: Rules = RULES
) -> list[Outcome]:
    """Read an archive again, in two processes."""
    pool = ExtractionPool(processes=2, timeout=20, pages_per_worker=1000, memory=2**30)
    try:
        with Archive.open(database_url, folder) as archive:
            asked = Reextraction(archive, folder / "warc", pool, rules, scope or Scope(), again, ahead=4)
            return list(asked.run())
    finally:
        pool.close()


def dump(database_url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    engine = create_engine(parse_url(database_url))
    with engine.connect() as connection:
        tables = {
            name: sorted(map(tuple, connection.execute(text(f'SELECT * FROM "{name}"'))), key=repr)
            for name in inspect(connection).get_table_names()
            if not name.startswith("sqlite_")
        }
    engine.dispose()
    return tables


def article_files(folder: Path) -> dict[str, bytes]:
    """Article files by their paths."""
    paths = sorted((folder / "articles").rglob("*.txt"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def _extracted(archive: Archive, page: Page, read: Read) -> Fingerprinted:
    known = recurring(archive.learned(SITE))
    article, observation = extract_observed(page.body, page.url, site=SITE, memory=known)
    article = read(article)
    return Fingerprinted(page, article, fingerprint(article.text), observation)
