"""One paper whose server takes 5 to 10 seconds a page: do the others get their articles as soon as without it?

    make bench-slow_site        (python -m bench.slow_site [MINUTES])

The real `khobao daemon` on SQLite, where one visit runs at a time, in true time. Six papers print an article every 40
seconds; the slow one lists 200 articles, of which a visit of 30 seconds brings a few. How old is an article of the six
when it is asked for? The bench ends when the last one was.
"""

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from crawler.dates import VIETNAM
from tests.crawling import ROOT, Home, khobao_command
from tests.killing import page_of
from tests.spiders.crawl import write_site
from tests.spiders.town import Answer, House, open_house, rss

PAPERS = 6
EVERY = 40.0  # seconds between two articles of a paper
BACKLOG = 200  # articles of the slow paper
PAST = 20  # articles that a paper had printed before
LATE = 15 * 60.0

Ages = list[float]


def main() -> None:
    seconds = 60.0 * (float(sys.argv[1]) if len(sys.argv) > 1 else 15)
    print(f"{'slow paper':<12} {'articles':>8} {'median':>7} {'p95':>7} {'worst':>7} {'late':>5} {'pages of it':>12}")
    for slow in (False, True):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            houses = [stack.enter_context(open_house()) for _ in range(PAPERS)]
            laggard = stack.enter_context(open_house())
            home = _home(Path(folder), [*houses, *([laggard] if slow else [])])
            start = time.monotonic()
            for place, house in enumerate(houses):
                _print(house, place, start, seconds)
            _print_slowly(laggard)
            with _daemon(home):
                ages = _wait_for(houses, start, seconds)
            pages = sum(path.startswith("/tin-") for path in laggard.paths())
            print(f"{'yes' if slow else 'no':<12} {_row(ages)} {pages:>12}", flush=True)


def _home(folder: Path, houses: list[House]) -> Home:
    home = Home(folder, folder / "sites", ",".join(house.address for house in houses))
    for place, house in enumerate(houses):
        write_site(home.sites, house, f"bao-{place}", {"feeds": ["/rss"]}, article_url=r"/tin-\d+\.html$", delay=1.0)
    return home


def _print(house: House, place: int, start: float, seconds: float) -> None:
    """All pages are there; the feed lists those whose moment has come."""
    began = datetime.now(VIETNAM)
    urls = [f"{house.base}/tin-{number}.html" for number in range(PAST + round(seconds / EVERY))]
    for number, url in enumerate(urls):
        moment = began + timedelta(seconds=_moment(number))
        head = f'<meta property="article:published_time" content="{moment.isoformat()}">'
        house.routes[url.removeprefix(house.base)] = page_of(place, number, head)
    house.routes["/rss"] = lambda _before: rss(*_listed(urls, time.monotonic() - start))


def _moment(number: int) -> float:
    """Seconds since the start."""
    return (number - PAST) * EVERY


def _listed(urls: list[str], now: float) -> list[str]:
    return [url for number, url in enumerate(urls) if _moment(number) <= now][: -PAST - 1 : -1]


def _print_slowly(house: House) -> None:
    urls = [f"{house.base}/tin-{number}.html" for number in range(BACKLOG)]
    pages = {f"/tin-{number}.html": page_of(PAPERS, number) for number in range(BACKLOG)}
    house.routes |= {path: _slow(page) for path, page in (pages | {"/rss": rss(*urls)}).items()}


def _slow(answer: Answer) -> Callable[[int], Answer]:
    def wait(_before: int) -> Answer:
        time.sleep(random.uniform(5, 10))
        return answer

    return wait


@contextmanager
def _daemon(home: Home) -> Iterator[None]:
    command = khobao_command("daemon", "--grace", "30")
    with (home.folder / "daemon.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=home.environment(), stdout=log, stderr=log)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait_for(houses: list[House], start: float, seconds: float) -> Ages:
    """The ages at which the papers' articles were asked for, once all were or are late."""
    news = range(PAST, PAST + round(seconds / EVERY))
    while True:
        time.sleep(5)
        had = [_first_asked(house) for house in houses]
        found = [one[number] - start - _moment(number) for one in had for number in news if number in one]
        if len(found) == len(houses) * len(news) or time.monotonic() - start > seconds + 2 * LATE:
            return sorted(found)


def _first_asked(house: House) -> dict[int, float]:
    asked: dict[int, float] = {}
    for path, moment in list(house.hits):
        if path.startswith("/tin-"):
            asked.setdefault(int(path[len("/tin-") : -len(".html")]), moment)
    return asked


def _row(ages: Ages) -> str:
    median, most, worst = (ages[int(share * (len(ages) - 1))] for share in (0.5, 0.95, 1.0))
    late = sum(age > LATE for age in ages)
    return f"{len(ages):>8} {median:>6.0f}s {most:>6.0f}s {worst:>6.0f}s {late:>5}"


if __name__ == "__main__":
    main()
