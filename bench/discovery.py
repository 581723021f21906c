"""What finding an article costs a paper: requests and recall of two visits, a plain Scrapy spider beside us.

    make bench-discovery        (python -m bench.discovery [ARTICLES])

Four invented papers on loopback, one of each family of tests/spiders/paper.py, so many articles each; between the
second and the third visit each prints one article more. robots.txt is obeyed by both.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.crawling import ROOT, Home, scrapy
from tests.spiders.paper import FAMILIES, Paper, past_days
from tests.spiders.town import open_house

VISITS = ("first visit", "second, nothing new", "third, one new each")
FAST = {"DOWNLOAD_DELAY": 0, "MIN_WORDS": 5, "CONCURRENT_REQUESTS_PER_DOMAIN": 4}


@dataclass(frozen=True, slots=True)
class Visit:
    """Requests that the papers got, and how many of all their articles were ever asked for."""

    requests: int
    recall: float


def main() -> None:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print(f"{'':22} {'':14} {'requests':>9} {'an article':>11} {'of the first':>13} {'recall':>7}")
    for name, crawl in (("SitemapSpider + links", _plain), ("khobao", _khobao)):
        visits = _visits(articles, crawl)
        for title, visit, new in zip(VISITS, visits, (articles, 0, 1), strict=True):
            each = f"{visit.requests / (new * len(FAMILIES)):.2f}" if new else "-"
            share = f"{visit.requests / visits[0].requests:.1%}"
            print(f"{name:22} {title:20} {visit.requests:3d} {each:>11} {share:>13} {visit.recall:7.3f}")


def _visits(articles: int, crawl: Callable[[list[Paper], Path], None]) -> list[Visit]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as doors:
        papers = [Paper(doors.enter_context(open_house()), family) for family in FAMILIES]
        asked: set[str] = set()
        visits = []
        for days in (past_days(articles), [], past_days(1)):
            for paper in papers:
                paper.publish(days)
            crawl(papers, Path(folder))
            visits.append(_counted(papers, asked))
        return visits


def _counted(papers: list[Paper], asked: set[str]) -> Visit:
    requests = 0
    for paper in papers:
        requests += len(paper.house.hits)
        asked.update(paper.house.base + path for path in paper.house.paths())
        paper.house.hits.clear()
    wanted = {paper.house.base + paper.path(number) for paper in papers for number in range(len(paper.days))}
    return Visit(requests, len(wanted & asked) / len(wanted))


def _khobao(papers: list[Paper], folder: Path) -> None:
    for paper in papers:
        paper.write_site(folder / "sites")
    home = Home(folder, folder / "sites", ",".join(paper.house.address for paper in papers))
    _require(scrapy(home, "crawl", "news", settings=FAST))


def _plain(papers: list[Paper], _: Path) -> None:
    spider = ROOT / "bench" / "plain_discovery.py"
    settings = [
        part for name in ("ITEM_PIPELINES", "EXTENSIONS", "DOWNLOADER_MIDDLEWARES") for part in ("-s", f"{name}={{}}")
    ]
    queue = ["-s", "SCHEDULER_PRIORITY_QUEUE=scrapy.pqueues.DownloaderAwarePriorityQueue", "-s", "DOWNLOAD_DELAY=0"]
    bases = ",".join(paper.house.base for paper in papers)
    command = [sys.executable, "-m", "scrapy", "runspider", str(spider), "-a", f"papers={bases}", *settings, *queue]
    _require(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False))


def _require(done: "subprocess.CompletedProcess[str]") -> None:
    if done.returncode:
        sys.exit(f"a crawl failed:\n{done.stderr[-2000:]}")


if __name__ == "__main__":
    main()
