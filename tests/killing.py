"""Crawls that are killed again and again, and what must be there in the end: shared by the tests and bench/kill."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from crawler.archive import Archive
from tests.crawling import ROOT, Home, khobao, scrapy_command
from tests.spiders.crawl import write_site
from tests.spiders.town import Answer, House, open_house, rss, urlset

_LINES = (
    "nước sông dâng lên chậm người dân thành phố kê cao đồ đạc chờ tin bão đêm qua tỉnh miền Trung họp khẩn",
    "bác sĩ bệnh viện khám miễn phí trẻ em vùng cao trường học mở lại sau kỳ nghỉ giá lúa tăng nông dân phấn khởi",
    "doanh nghiệp ký hợp đồng xuất khẩu cà phê đội bóng thắng trận cuối mùa giải khán giả reo hò tàu mới chạy thử",
    "nghệ sĩ biểu diễn ca khúc quê hương công an bắt nhóm trộm xe máy ngân hàng giảm lãi suất vay mua nhà ở xã hội",
)
_WORDS = [word for line in _LINES for word in line.split()]
_FEED = 20  # articles that a paper's feed lists; the rest is in its sitemap only
_FINISHED = 300.0  # seconds within which crawls that nobody kills have done all
_STARTED = 60.0  # seconds within which a crawl must have asked for something


@dataclass(frozen=True, slots=True)
class Town:
    """Papers on loopback, with the addresses of all their articles."""

    houses: tuple[House, ...]
    articles: tuple[str, ...]

    @property
    def hits(self) -> int:
        return sum(len(house.hits) for house in self.houses)

    def fetches(self) -> Counter[str]:
        """How often each article was asked for."""
        asked = Counter(house.base + path for house in self.houses for path in house.paths())
        return Counter({url: asked[url] for url in self.articles})


@contextmanager
def open_town(folder: Path, papers: int, articles: int, delay: float) -> Iterator[tuple[Town, Home]]:
    """So many papers with so many articles each, and a home below `folder` that knows them."""
    with ExitStack() as stack:
        houses = tuple(stack.enter_context(open_house()) for _ in range(papers))
        urls = [_furnish(house, place, articles) for place, house in enumerate(houses)]
        home = Home(folder, folder / "sites", ",".join(house.address for house in houses))
        for place, house in enumerate(houses):
            lists = {"feeds": ["/rss"], "sitemaps": ["/sitemap.xml"]}
            write_site(home.sites, house, f"bao-{place}", lists, article_url=r"/tin-\d+\.html$", delay=delay)
        yield Town(houses, tuple(url for paper in urls for url in paper)), home


def _furnish(house: House, paper: int, articles: int) -> list[str]:
    urls = [f"{house.base}/tin-{number}.html" for number in range(articles)]
    house.routes = {f"/tin-{number}.html": page_of(paper, number) for number in range(articles)}
    house.routes |= {"/rss": rss(*urls[-_FEED:]), "/sitemap.xml": urlset(*urls)}
    return urls


def page_of(paper: int, number: int, head: str = "") -> Answer:
    """An article like no other; `head` goes into its head as it is."""
    chance = random.Random(f"{paper}/{number}")
    lines = [" ".join(chance.choices(_WORDS, k=25)).capitalize() + "." for _ in range(5)]
    title = f"{lines[0][:50]} {paper}.{number}"
    text = "".join(f"<p>{line}</p>" for line in lines[1:])
    top = f'<html lang="vi"><head><title>{title}</title>{head}</head>'
    return Answer(f"{top}<body><article><h1>{title}</h1>{text}</article></body>".encode())


@contextmanager
def crawling(home: Home, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`scrapy crawl news` in a process group of its own, which is killed at the end if it still runs."""
    command = scrapy_command("crawl", "news")
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=home.environment(), stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill -9 for a crawl and all its worker processes."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def at_a_random_moment(town: Town, chance: random.Random, process: "subprocess.Popen[bytes]", most: int) -> None:
    """Wait until the town was asked for up to `most` more pages, and a moment longer."""
    until, deadline = town.hits + chance.randint(1, most), time.monotonic() + _STARTED
    while town.hits < until and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.05))


def killed(home: Home, town: Town, times: int, *, seed: int, most: int) -> Iterator[int]:
    """Start a crawl and kill it at a random moment, so many times in a row; yields the number of each kill."""
    chance, log = random.Random(seed), home.folder / "crawl.log"
    for number in range(times):
        with crawling(home, log) as process:
            at_a_random_moment(town, chance, process, most)
        yield number + 1


def killed_in_turn(home: Home, town: Town, times: int, *, seed: int, most: int) -> Iterator[int]:
    """Two crawls on one database at the same time; now this one, now that one is killed and started again.

    Yields the number of each kill. In the end both run on until nothing is left to do.
    """
    chance, log = random.Random(seed), home.folder / "crawl.log"
    with ExitStack() as stack:
        running = [stack.enter_context(crawling(home, log)) for _ in range(2)]
        for number in range(times):
            at_a_random_moment(town, chance, running[number % 2], most)
            kill(running[number % 2])
            running[number % 2] = stack.enter_context(crawling(home, log))
            yield number + 1
        for process in running:
            process.wait(_FINISHED)


def faults(home: Home, town: Town) -> list[str]:
    """Everything that is not as it must be once a crawl has come to its end."""
    with Archive.open(home.database_url, home.folder, write=False) as archive:
        times = Counter(one.article.url for one in archive.exported(revisions=True))
    lost = [f"lost: {url}" for url in town.articles if not times[url]]
    twice = [f"{number} times: {url}" for url, number in times.items() if number > 1]
    strange = [f"never published: {url}" for url in times.keys() - set(town.articles)]
    return [*lost, *twice, *strange, *unsound(home)]


def unsound(home: Home) -> list[str]:
    """What `khobao verify` and `warcio check` find."""
    return [*_unverified(home), *_unreadable(home)]


def _unverified(home: Home) -> list[str]:
    done = khobao(home, "verify")
    return [] if done.returncode == 0 else [f"khobao verify: {done.stdout[-500:]}{done.stderr[-500:]}"]


def _unreadable(home: Home) -> list[str]:
    """What `warcio check` says of the WARC files; none may be left open."""
    files = sorted((home.folder / "warc").iterdir())
    left_open = [f"left open: {file.name}" for file in files if file.name.endswith(".open")]
    command = [scrapy_command()[0], "-m", "warcio.cli", "check", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return left_open + ([] if done.returncode == 0 else [f"warcio check: {done.stdout[-500:]}{done.stderr[-500:]}"])
