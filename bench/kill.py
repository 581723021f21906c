"""Kill -9 at random moments, again and again, and what is lost by it.

    make bench-kill        (python -m bench.kill [KILLS])

Three crawls over five papers with 1,800 articles on loopback: one process on SQLite; two on one PostgreSQL of which
one is killed at a time; one on a PostgreSQL server that stops at once (`-m immediate`). Each is started again with the
same command until nothing is left to do. All worker processes die with their crawl.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from random import Random

from tests import postgres
from tests.crawling import Home, scrapy
from tests.killing import Town, at_a_random_moment, crawling, faults, killed, killed_in_turn, open_town

PAPERS, ARTICLES, DELAY = 5, 360, 0.05
MOST = 16  # requests answered between a start and its kill
RESTARTS = 10  # of the database server

Work = Callable[[Home, Town], Iterator[int]]


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(f"{'':34} {'kills':>5} {'articles':>8} {'faults':>6} {'fetched again':>13} {'minutes':>8}")
    _line("SQLite, one crawl", lambda home, town: killed(home, town, kills, seed=1, most=MOST), None)
    with postgres.own_server() as server, postgres.database(server.url, "in_turn") as url:
        in_turn: Work = lambda home, town: killed_in_turn(home, town, kills, seed=2, most=MOST)  # noqa: E731
        _line("PostgreSQL, two crawls", in_turn, url)
    with postgres.own_server() as server:
        _line("PostgreSQL, the server stops", lambda home, town: _stopping(server, home, town), server.url)


def _line(name: str, work: Work, postgres_url: str | None) -> None:
    started = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        town, alone = stack.enter_context(open_town(folder, PAPERS, ARTICLES, DELAY))
        home = replace(alone, postgres_url=postgres_url or "")
        kills = 0
        for kills in work(home, town):
            print(f"\r{name}: kill {kills}", end="", file=sys.stderr, flush=True)
        last = scrapy(home, "crawl", "news", settings={"DOWNLOAD_DELAY": 0})
        found = faults(home, town) + ([] if last.returncode == 0 else [last.stderr[-1000:]])
        again = sum(number - 1 for number in town.fetches().values() if number > 1)
        minutes = (time.monotonic() - started) / 60
        print(f"\r{name:34} {kills:5} {len(town.articles):8} {len(found):6} {again:13} {minutes:8.1f}")
        print(*found[:20], sep="\n", end="\n" if found else "")


def _stopping(server: postgres.Server, home: Home, town: Town) -> Iterator[int]:
    chance = Random(3)
    for number in range(RESTARTS):
        with crawling(home, home.folder / "crawl.log") as process:
            at_a_random_moment(town, chance, process, MOST)
            server.stop_at_once()
            process.wait(60)
        server.start()
        yield number + 1


if __name__ == "__main__":
    main()
