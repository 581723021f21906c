"""One crawl over six servers of which five are difficult; what each was asked, and when."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from time import sleep

import pytest
from scrapy.crawler import Crawler

from crawler.components.politeness import Politeness, retry_after
from spiders.urls import UrlsSpider
from tests.crawling import Home
from tests.spiders.crawl import Outcome, crawl, write_site
from tests.spiders.town import Answer, House, Route, article, moved, open_house, rss

NAMES = ("calm", "busy", "closed", "slow", "down", "open")
TEXT = "text/plain"


@dataclass(frozen=True)
class Run:
    outcome: Outcome
    houses: dict[str, House]

    def gaps(self, name: str) -> list[float]:
        times = [at for _, at in self.houses[name].hits]
        return [later - earlier for earlier, later in pairwise(times)]

    def reasons(self, name: str) -> set[str]:
        base = self.houses[name].base
        return {reason for url, reason in self.outcome.reasons().items() if url.startswith(base)}

    def fetched(self, name: str) -> int:
        return sum(page["site"] == name for page in self.outcome.pages.values())


def once_busy(answer: Answer, *headers: tuple[str, str], status: int = 429) -> Route:
    return lambda before: answer if before else Answer(b"", status, headers=headers)


def after(seconds: float, answer: Answer) -> Route:
    def serve(_: int) -> Answer:
        sleep(seconds)
        return answer

    return serve


def furnish(houses: dict[str, House]) -> None:
    for house in houses.values():
        numbers = range(20) if house is houses["calm"] else range(3)
        house.routes = {f"/tin-{number}.html": article() for number in numbers}
        house.routes["/rss"] = rss(*(house.base + path for path in house.routes))
        house.routes["/robots.txt"] = Answer(b"", 404)
    houses["busy"].routes["/tin-1.html"] = once_busy(article(), ("Retry-After", "2"))
    houses["busy"].routes["/tin-0.html"] = once_busy(article(), status=503)
    for number in range(3):
        houses["closed"].routes[f"/tin-{number}.html"] = Answer(b"", 503, headers=(("Retry-After", "86400"),))
    houses["slow"].routes["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.7\n", content_type=TEXT)
    houses["down"].routes["/robots.txt"] = Answer(b"", 500)
    houses["open"].routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", 403, content_type=TEXT)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("politeness")
    with ExitStack() as doors:
        houses = {name: doors.enter_context(open_house()) for name in NAMES}
        furnish(houses)
        for name, house in houses.items():
            write_site(folder / "sites", house, name, {"feeds": ["/rss"]}, delay=0.05 if name == "calm" else 0.0)
        allowed = ",".join(house.address for house in houses.values())
        outcome = crawl(Home(folder, folder / "sites", allowed), "news", settings={"CONCURRENT_REQUESTS": 2})
        yield Run(outcome, houses)


def test_a_site_files_delay_is_kept(run: Run) -> None:
    assert run.fetched("calm") == 20
    assert min(run.gaps("calm")) > 0.04


def test_the_delay_runs_from_the_end_of_an_answer_or_a_failure(tmp_path: Path) -> None:
    with open_house() as house:
        house.routes = {
            "/rss": rss(*(f"{house.base}/tin-{number}.html" for number in range(3))),
            "/tin-0.html": after(0.2, article()),
            "/tin-1.html": after(0.2, Answer(b"torn off", length=999)),
            "/tin-2.html": after(0.2, moved("/tin-3.html")),
            "/tin-3.html": article(),
        }
        write_site(tmp_path / "sites", house, "late", {"feeds": ["/rss"]}, delay=0.2)
        crawl(Home(tmp_path, tmp_path / "sites", house.address), "news", settings={"RETRY_TIMES": 1})
        gaps = [later - earlier for (path, earlier), (_, later) in pairwise(house.hits) if "/tin" <= path < "/tin-3"]
    assert len(gaps) == 3
    assert min(gaps) > 0.38


def test_a_busy_answer_pauses_the_whole_site_and_is_asked_again(run: Run) -> None:
    assert run.fetched("busy") == 3
    hits = run.houses["busy"].hits
    paused = [gap for gap, (path, _) in zip(run.gaps("busy"), hits, strict=False) if gap > 1.9]
    assert len(paused) == 2  # the Retry-After of one, the back-off of the other; nothing was asked meanwhile
    assert run.outcome.log.count("busy is busy: no request for ") == 2


def test_who_asks_for_a_day_is_left_alone(run: Run) -> None:
    assert sum(path.startswith("/tin") for path in run.houses["closed"].paths()) == 1
    assert run.reasons("closed") == {"asked-to-come-later", "http-error"}
    assert len([url for url in run.outcome.failures if url.startswith(run.houses["closed"].base)]) == 3


def test_a_longer_crawl_delay_wins(run: Run) -> None:
    assert run.fetched("slow") == 3
    assert min(run.gaps("slow")) > 0.65


def test_robots_that_cannot_be_read_forbid_and_missing_ones_allow(run: Run) -> None:
    assert run.fetched("down") == 0
    assert set(run.houses["down"].paths()) == {"/robots.txt"}
    assert run.reasons("down") == {"robots-denied"}
    assert run.fetched("open") == 3


def test_a_difficult_site_slows_no_other(run: Run) -> None:
    """With two requests at a time for all sites, the calm one is done before the busy one's first pause ends.

    With Scrapy's own queue it is not: requests that wait for the busy and the slow site take both places.
    """
    busy = run.houses["busy"].hits
    resumed = next(later for (_, later), gap in zip(busy[1:], run.gaps("busy"), strict=True) if gap > 1.9)
    assert run.houses["calm"].hits[-1][1] < resumed


def test_every_site_has_its_line_at_the_end(run: Run) -> None:
    assert "calm: found 20 (feed 20), fetched 20, archived 0, copies 0, refused 0, " in run.outcome.log
    assert "paused 2 times" in run.outcome.log


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"Sun, 22 Nov 2026 10:01:00 GMT", 60.0),
        (b"Sun, 22 Nov 2026 09:00:00 GMT", 0.0),
        (b"Sun, 22 Nov 2026 10:01:00", 60.0),
        (b"999999999999999999999999", 999999999.0),
        (b"Sun, 22 Nov 99999999999999999999 10:01:00 GMT", None),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value, datetime(2026, 11, 22, 10, 0, tzinfo=UTC)) == seconds


def crawl_urls(folder: Path, house: House, *urls: str) -> Outcome:
    (folder / "urls.txt").write_text("".join(f"{url}\n" for url in urls), encoding="utf-8")
    return crawl(Home(folder, folder, house.address), "urls", "-a", f"file={folder}/urls.txt")


def test_one_page_that_is_always_busy_costs_only_itself(tmp_path: Path) -> None:
    with open_house() as house:
        paths = [f"/tin-{number}.html" for number in range(5)]
        house.routes = dict.fromkeys(paths, article())
        house.routes["/tin-2.html"] = Answer(b"", 503, headers=(("Retry-After", "0"),))
        house.routes["/rss"] = rss(*(house.base + path for path in paths))
        write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"]})
        outcome = crawl(Home(tmp_path, tmp_path / "sites", house.address), "news")
    assert len(outcome.pages) == 4
    assert outcome.reasons() == {f"{house.base}/tin-2.html": "http-error"}
    assert house.asked("/tin-2.html") == 3
    assert house.paths()[-2:] == ["/tin-2.html", "/tin-2.html"]  # asked again when all others are done


def test_six_busy_pages_in_a_row_close_the_site(tmp_path: Path) -> None:
    with open_house() as house:
        paths = [f"/tin-{number}.html" for number in range(8)]
        house.routes = dict.fromkeys(paths, Answer(b"", 503, headers=(("Retry-After", "0"),)))
        outcome = crawl_urls(tmp_path, house, *(house.base + path for path in paths))
    assert len([path for path in house.paths() if path.startswith("/tin")]) == 6
    assert sorted(outcome.reasons().values()) == ["asked-to-come-later"] * 7 + ["http-error"]


def test_the_user_named_in_an_address_makes_no_other_slot() -> None:
    politeness = Politeness(Crawler(UrlsSpider))
    slots = {politeness.slot_of(f"http://{user}BaoThu.vn:81/tin.html") for user in ("", "a1@", "a2:x@")}
    assert slots == {"baothu.vn:81"}


def test_robots_redirected_for_ever_are_no_robots(tmp_path: Path) -> None:
    with open_house() as house:
        house.routes = {"/robots.txt": moved("/robots.txt"), "/tin.html": article()}
        (tmp_path / "urls.txt").write_text(f"{house.base}/tin.html\n", encoding="utf-8")
        outcome = crawl(Home(tmp_path, tmp_path, house.address), "urls", "-a", f"file={tmp_path}/urls.txt")
    assert len(outcome.pages) == 1
    assert house.asked("/robots.txt") == 6
