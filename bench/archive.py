"""An archive growing to a million articles, through the methods that a crawl and its readers call.

`python -m bench.archive [--articles 1000000] [--postgresql URL --articles 200000] [--folder FOLDER]`. Articles are
synthetic texts, as long as real ones (log-normal, median 450 words), of words as frequent as syllables are (Zipf); of a
hundred, one is an exact copy of an earlier one and three are near copies. They come in transactions of 64, as a busy
crawl stores them. At every tenth of the way it prints: articles stored a second over the last tenth (all indexes and
article files; wall time, then CPU time of this program), median milliseconds to look up an address, to read an article
by its id, and to search two words that stand side by side somewhere and two that need not; seconds to open; bytes of
the database an article. Making texts and fingerprints is not in the times.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np
from sqlalchemy import text

from bench.neardup_scale import Press
from crawler.archive import Archive
from crawler.items import Article, Block, Fingerprinted, Page, WarcRef
from crawler.neardup import fingerprints
from crawler.urls import article_id

TOGETHER = 64
ASKED = 40
BEGINNING = datetime(2005, 1, 1, tzinfo=UTC)
Value = TypeVar("Value")
_SITES = [f"bao-{number}" for number in range(40)]


class Zipf(Press):
    """The same articles, of words that are as unequal as those of a language: the first stands in most articles."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.words = self._words
        weights = 1 / (np.arange(len(self.words)) + 2.7)
        self._often = np.cumsum(weights / weights.sum())

    def original_text(self, random: np.random.Generator, length: int) -> str:
        return " ".join(self.words[np.searchsorted(self._often, random.random(length))].tolist())


@dataclass(frozen=True, slots=True)
class Line:
    """What is printed of one tenth."""

    stored: float
    stored_cpu: float
    address: float
    by_id: float
    beside: float
    apart: float
    opened: float
    size: float

    def __str__(self) -> str:
        lookups = f"{self.address:12.2f}{self.by_id:9.2f}{self.beside:15.1f}{self.apart:13.1f}"
        return f"{self.stored:10,.0f}{self.stored_cpu:14,.0f}{lookups}{self.opened:9.2f}{self.size:15,.0f}"


def main() -> None:
    """Run the growth and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--postgresql", help="an empty database; without it a SQLite file is made")
    parser.add_argument("--folder", type=Path, help="where to make and keep the archive; default: a temporary folder")
    given = parser.parse_args()
    with nullcontext(given.folder) if given.folder else tempfile.TemporaryDirectory() as folder:
        grow(given.postgresql or f"sqlite:///{folder}/khobao.db", Path(folder), given.articles)


def grow(url: str, folder: Path, articles: int) -> None:
    """Fill an archive in ten steps, and print a line for each."""
    press = Zipf(1)
    print(" articles  stored/s  stored/s CPU  address ms  id ms  side by side ms  anywhere ms  open s  bytes/article")
    for step in range(10):
        numbers = range(step * articles // 10, (step + 1) * articles // 10)
        with Archive.open(url, folder) as archive:
            spent = fill(archive, press, numbers)
        print(f"{numbers.stop:9,}{measured(url, folder, press, numbers, spent)}", flush=True)


def fill(archive: Archive, press: Press, numbers: range) -> tuple[float, float]:
    """Store these articles: seconds that took, and seconds of CPU."""
    wall = cpu = 0.0
    for first in range(numbers.start, numbers.stop, TOGETHER):
        batch = made(press, range(first, min(first + TOGETHER, numbers.stop)))
        started, busy = time.perf_counter(), time.process_time()
        archive.store_many(batch)
        wall, cpu = wall + time.perf_counter() - started, cpu + time.process_time() - busy
    return wall, cpu


def made(press: Press, numbers: range) -> list[Fingerprinted]:
    """Articles as they come to the last step of a crawl."""
    articles = [article(press, number) for number in numbers]
    found = fingerprints([one.text for one in articles])
    return [
        Fingerprinted(page(number, one), one, fingerprint)
        for number, one, fingerprint in zip(numbers, articles, found, strict=True)
    ]


def article(press: Press, number: int) -> Article:
    words = press.text(number).split(" ")
    blocks = [Block("paragraph", " ".join(words[at : at + 60])) for at in range(0, len(words), 60)]
    site = _SITES[number % len(_SITES)]
    url = f"https://{site}.example/tin-tuc/bai-{number}.htm"
    at = BEGINNING + timedelta(minutes=10 * number)
    return Article(url, url, site, " ".join(words[:12]), tuple(blocks), published_at=at, language="vi", extractor="1")


def page(number: int, one: Article) -> Page:
    headers = (("Content-Type", "text/html"),)
    body = f"{number}".encode()
    where = WarcRef(f"khobao-{number // 20_000:05d}.warc.gz", number % 20_000 * 30_000, f"sha1:{number:032d}")
    base = Page(one.url, f"{one.url}?utm_source=rss", one.site, 200, headers, body, BEGINNING, "feed", warc=where)
    return replace(base, fetched_at=BEGINNING + timedelta(seconds=number))


def measured(url: str, folder: Path, press: Zipf, numbers: range, spent: tuple[float, float]) -> Line:
    """Ask the archive as it is now, opened anew."""
    random = np.random.default_rng(numbers.stop)
    chosen = [article(press, int(number)) for number in random.integers(numbers.stop, size=ASKED)]
    started = time.perf_counter()
    archive = Archive.open(url, folder, write=False)
    opened = time.perf_counter() - started
    with archive:
        return Line(
            stored=len(numbers) / spent[0],
            stored_cpu=len(numbers) / spent[1],
            address=milliseconds(archive.known, ([one.url] for one in chosen)),
            by_id=milliseconds(archive.revisions, (article_id(one.url) for one in chosen)),
            beside=milliseconds(archive.search, (" ".join(one.text.split()[7:9]) for one in chosen)),
            apart=milliseconds(archive.search, (" ".join(random.choice(press.words, 2)) for _ in chosen)),
            opened=opened,
            size=size(archive) / numbers.stop,
        )


def milliseconds(ask: Callable[[Value], object], values: Iterable[Value]) -> float:
    """The median of asking for each of the values."""
    times = []
    for value in values:
        started = time.perf_counter()
        ask(value)
        times.append(1000 * (time.perf_counter() - started))
    return median(times)


def size(archive: Archive) -> int:
    """Bytes of the database on disk."""
    with archive.database.reading() as connection:
        if connection.dialect.name == "postgresql":
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
        pages: int = connection.execute(text("PRAGMA page_count")).scalar_one()
        return pages * int(connection.execute(text("PRAGMA page_size")).scalar_one())


if __name__ == "__main__":
    main()
