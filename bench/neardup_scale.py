"""A near-duplicate index growing to a million articles, through the code that the archive runs.

`python -m bench.neardup_scale [--articles 1000000] [--postgresql URL]`. Articles are synthetic texts, as long as real
ones (log-normal, median 450 shingles); of a hundred, one is an exact copy of an earlier one, three are near copies.
They come in transactions of 250. At every tenth of the way it prints: articles judged and added a second of CPU time
over the last tenth, resident memory, bytes on disk an article, time to open the index in a new program and judge one
article, and the share of planted copies that were found.

The seconds are those of whole transactions, commits and merges of segments included, but not of making texts and
fingerprints (`bench.neardup` measures those). To compare a candidate its text is written again, 4 % of the time, which
stands for reading and unpacking it in an archive.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import psutil
from sqlalchemy import text

from crawler.archive.database.base import Base
from crawler.archive.database.engine import Database
from crawler.archive.database.schema import ensure_schema
from crawler.archive.duplicates.duplicates import Arrival, DuplicateMemory, Duplicates
from crawler.archive.duplicates.index import ArchiveIndex
from crawler.neardup import fingerprints, search

TOGETHER = 250
SEED = 1
EXACT, NEAR = 0.01, 0.03
_HEADS = "b c d đ g h kh l m n ng nh ph s t th tr v x"
_TAILS = "a ai an anh ao âm âu e em en ê iên in o oa oan ô ông ơ ơn u ua ưng ươi ưu y"


class Press:
    """Synthetic articles by number: any of them can be written again, so that none has to be kept."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._words = np.array([head + tail for head in _HEADS.split() for tail in _TAILS.split()])

    def text(self, number: int) -> str:
        """The text of an article."""
        original, changes = self.copied(number)
        if original is not None:
            words = self.text(original).split(" ")
            for place in range(changes):
                words[(place * len(words)) // changes] = f"số{number}"
            return " ".join(words)
        random = np.random.default_rng((self._seed, number))
        return self.original_text(random, int(np.clip(random.lognormal(6.1, 0.6), 20, 5000)))

    def original_text(self, random: np.random.Generator, length: int) -> str:
        """So many words at random."""
        return " ".join(self._words[random.integers(len(self._words), size=length)].tolist())

    def texts(self, numbers: Sequence[int]) -> dict[int, str]:
        """The texts of these articles."""
        return {number: self.text(number) for number in numbers}

    def copied(self, number: int) -> tuple[int | None, int]:
        """The earlier article that this one is a copy of, if it is one, and how many words differ."""
        chance, which = np.random.default_rng((self._seed, 1, number)).random(2)
        if number < 1000 or chance >= EXACT + NEAR:
            return None, 0
        return int(which * number), 0 if chance < EXACT else 3


def main() -> None:
    """Run the growth and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--postgresql", help="an empty database; without it a SQLite file is made and removed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        grow(given.postgresql or f"sqlite:///{folder}/khobao.db", given.articles)


def grow(url: str, articles: int) -> None:
    """Fill an index in ten steps, and print a line for each."""
    press, database, memory = Press(SEED), Database.open(url, write=True), DuplicateMemory()
    with database.writing() as connection:
        ensure_schema(connection, database.shown)
    print(" articles  judged+added/s  resident MB  bytes/article  reopened s  copies found")
    for step in range(10):
        first, last = step * articles // 10, (step + 1) * articles // 10
        spent, found, planted = fill(database, press, memory, range(first, last))
        print(
            f"{last:9,}{(last - first) / spent:16,.0f}{psutil.Process().memory_info().rss / 1e6:13,.0f}"
            f"{size(database) / last:15,.0f}{reopened(url, last):12.2f}{found / max(1, planted):14.4f}",
            flush=True,
        )
    database.close()


def fill(database: Database, press: Press, memory: DuplicateMemory, numbers: range) -> tuple[float, int, int]:
    """Judge and add these articles: seconds of CPU that took, copies found, copies planted."""
    spent, found, planted = 0.0, 0, 0
    for first in range(numbers.start, numbers.stop, TOGETHER):
        batch = arrivals(press, range(first, min(first + TOGETHER, numbers.stop)))
        started = time.process_time()
        with database.writing() as connection:
            judged = Duplicates(connection, press.texts, memory).judge_and_add(batch)
        spent += time.process_time() - started
        copies = [one.number for one in batch if press.copied(one.number)[0] is not None]
        planted += len(copies)
        found += sum(judged[number].kind in {"exact", "near"} for number in copies)
    return spent, found, planted


def arrivals(press: Press, numbers: range) -> list[Arrival]:
    """Articles with their fingerprints, published in the order of their numbers."""
    texts = [press.text(number) for number in numbers]
    made = zip(numbers, fingerprints(texts), texts, strict=True)
    return [Arrival(number, fingerprint, text, number) for number, fingerprint, text in made]


def size(database: Database) -> int:
    """Bytes on disk of all that near-duplicate search keeps."""
    tables = [name for name in Base.metadata.tables if name.startswith("duplicate_")]
    with database.reading() as connection:
        if connection.dialect.name == "postgresql":
            query = text("SELECT pg_total_relation_size(:name)")
            return sum(connection.execute(query, {"name": name}).scalar_one() for name in tables)
        pages: int = connection.execute(text("PRAGMA page_count")).scalar_one()
        return pages * int(connection.execute(text("PRAGMA page_size")).scalar_one())


def reopened(url: str, last: int) -> float:
    """Seconds until a program that begins now has judged its first article, without its imports."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as program:
        return program.submit(reopen, url, last).result()


def reopen(url: str, last: int) -> float:
    """Open the index, judge an article, say how many seconds that took."""
    press = Press(SEED)
    (arrival,) = arrivals(press, range(last, last + 1))
    started = time.perf_counter()
    database = Database.open(url, write=False)
    with database.reading() as connection:
        index = ArchiveIndex(connection, press.texts, DuplicateMemory())
        index.prepare([arrival.fingerprint])
        search(index, arrival.fingerprint, arrival.text)
    database.close()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
