"""How long /healthz, /metrics and the status page take at a million articles, and what gathering their figures costs.

    make bench-status        (python -m bench.status [ARTICLES])

Rows alone, no bodies: only counts are asked for. Half of the articles came in the last 30 days, which the charts show;
40 papers with five listings each; a page waits for each third article. The server is the daemon's own, over HTTP on
loopback; while it answers, it gathers as it does every day.
"""

import hashlib
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from sqlalchemy import insert

from crawler.archive import Archive, Keeper, Planned
from crawler.archive.database.engine import Database
from crawler.archive.rows.tables import ArticleRow
from crawler.frontier.tables import FrontierRow
from crawler.status import Source, StatusServer
from crawler.status.snapshot import take
from tests import postgres
from tests.status.test_server import free_port

PAPERS = 40
LISTINGS = 5
DAYS = 60
TIMES = 100
CHUNK = 20_000
PATHS = ("/healthz", "/metrics", "/?lang=vi")

Row = dict[str, Any]


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{articles:,} articles, {articles // 3:,} pages that wait; milliseconds of {TIMES} answers")
    print(f"{'':<11} {'snapshot':>9} {'its CPU':>8}" + "".join(f" {path:>10} {'worst':>6}" for path in PATHS))
    with tempfile.TemporaryDirectory() as folder, postgres.own_server() as server:
        for name, url in (("SQLite", f"sqlite:///{folder}/khobao.db"), ("PostgreSQL", server.url)):
            source = Source(url, Path(folder), lambda: {site: site.title() for site in _sites()})
            _fill(source, articles)
            print(f"{name:<11} {_gathered(source)}{_answered(source)}", flush=True)


def _sites() -> list[str]:
    return [f"bao-{number}" for number in range(PAPERS)]


def _fill(source: Source, articles: int) -> None:
    Archive.open(source.database_url, source.archive_dir).close()
    now = datetime.now(UTC)
    database = Database.open(source.database_url, write=True)
    for first in range(0, articles, CHUNK):
        numbers = range(first, min(first + CHUNK, articles))
        with database.writing() as connection:
            connection.execute(insert(ArticleRow), [_article(number, articles, now) for number in numbers])
            connection.execute(insert(FrontierRow), [_waiting(number, now) for number in numbers if number % 3 == 0])
    database.close()
    with Keeper(source.database_url, source.archive_dir) as keeper:
        keeper.keep(_plans(now))


def _article(number: int, articles: int, now: datetime) -> Row:
    at = now - timedelta(days=DAYS) * (1 - number / articles)
    site = f"bao-{number % PAPERS}"
    return {
        "number": number, "id": hashlib.sha1(str(number).encode()).hexdigest()[:16], "site": site,
        "canonical_url": f"https://{site}.vn/tin-{number}.html", "title": "Nước sông dâng lên chậm", "published_at": at,
        "kind": "article", "quality": 1.0, "characters": 2000, "found_by": "feeds", "first_fetched_at": at,
        "fetched_at": at, "revision": 0, "page": number, "content": b"", "file": "",
    }  # fmt: skip


def _waiting(number: int, now: datetime) -> Row:
    site, state = f"bao-{number % PAPERS}", ("waiting", "waiting", "failed", "given-up")[number % 4]
    return {
        "ticket": number, "key": number, "site": site, "rank": 0, "url": f"https://{site}.vn/cu-{number}.html",
        "found_by": "sitemaps", "found_at": "", "state": state, "attempts": 0, "next_at": now,
    }  # fmt: skip


def _plans(now: datetime) -> Iterator[Planned]:
    for site in _sites():
        one = Planned(site, "feeds", "", now + timedelta(minutes=9), now - timedelta(minutes=3), 720, "done", 0, "{}")
        yield from (replace(one, listing=f"https://{site}.vn/{number}.rss") for number in range(LISTINGS))


def _gathered(source: Source) -> str:
    take(source)
    wall, cpu = time.perf_counter(), time.process_time()
    take(source)
    return f"{1000 * (time.perf_counter() - wall):>9.0f} {1000 * (time.process_time() - cpu):>8.0f}"


def _answered(source: Source) -> str:
    with _served(source) as base:
        return "".join(_row(sorted(_seconds(base + path) for _ in range(TIMES))) for path in PATHS)


def _row(times: list[float]) -> str:
    return f" {1000 * times[len(times) // 2]:>10.1f} {1000 * times[-1]:>6.1f}"


@contextmanager
def _served(source: Source) -> Iterator[str]:
    """The address of the server, once it has figures."""
    port = free_port()
    with StatusServer(("127.0.0.1", port), source):
        base = f"http://127.0.0.1:{port}"
        while b"khobao_articles{" not in urlopen(f"{base}/metrics").read():
            time.sleep(0.1)
        yield base


def _seconds(url: str) -> float:
    started = time.perf_counter()
    with urlopen(url, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
