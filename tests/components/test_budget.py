"""A budget of pages or bytes ends a site for this run; the next run goes on, and no other site is touched."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.crawling import Home
from tests.spiders.crawl import Outcome, crawl, stat, write_site
from tests.spiders.town import Answer, House, article, links, open_house, rss

PATTERN = r"/tin-\d+\.html$"


@pytest.fixture
def houses() -> Iterator[list[House]]:
    with ExitStack() as doors:
        yield [doors.enter_context(open_house()) for _ in range(2)]


def furnish(houses: list[House], folder: Path, numbers: tuple[int, int]) -> Home:
    for name, house, number in zip(("lon", "nho"), houses, numbers, strict=True):
        house.routes = {f"/tin-{n}.html": article(f"Tin số {n}") for n in range(number)}
        house.routes |= {"/rss": rss(*(house.base + path for path in house.routes)), "/muc": links(*house.routes)}
        house.routes["/robots.txt"] = Answer(b"", 404)
        write_site(folder / "sites", house, name, {"feeds": ["/rss"]}, article_url=PATTERN)
    return Home(folder, folder / "sites", ",".join(house.address for house in houses))


def run(home: Home, **budget: int) -> Outcome:
    return crawl(home, "news", pipelines="real", settings={"MIN_WORDS": 5, **budget})


def test_a_budget_of_pages_is_kept_and_the_next_run_goes_on(tmp_path: Path, houses: list[House]) -> None:
    home = furnish(houses, tmp_path, (9, 2))
    first = run(home, BUDGET_PAGES=6)
    assert first.status == 0
    assert [len(house.hits) for house in houses] == [6, 4]
    assert first.log.count("the budget of a run is used up (6 answers, ") == 1
    assert stat(first, "site/lon/archived/new") == 4  # robots.txt and the feed are answers too
    assert stat(first, "site/nho/archived/new") == 2
    second = run(home, BUDGET_PAGES=6)
    assert stat(second, "site/lon/archived/new") == 5
    assert "/robots.txt" not in houses[0].paths()[6:]


def test_a_budget_of_bytes_counts_what_came_over_the_wire(tmp_path: Path, houses: list[House]) -> None:
    home = furnish(houses, tmp_path, (5, 2))
    feed, page = (len(answer.body) for answer in (houses[0].routes["/rss"], article("Tin số 0")))  # type: ignore[union-attr]
    first = run(home, BUDGET_BYTES=feed + 2 * page)
    assert stat(first, "site/lon/archived/new") == 2
    assert stat(first, "site/nho/archived/new") == 2


def test_pages_left_by_a_budget_are_no_failures(tmp_path: Path, houses: list[House]) -> None:
    outcome = run(furnish(houses, tmp_path, (5, 1)), BUDGET_PAGES=3)
    assert stat(outcome, "failure/asked-to-come-later") == 0
    assert stat(outcome, "site/lon/waiting") == 4


def test_a_budget_that_is_no_number_is_named(tmp_path: Path, houses: list[House]) -> None:
    outcome = crawl(furnish(houses, tmp_path, (1, 1)), "news", settings={"BUDGET_PAGES": "nhieu"})
    assert outcome.status == 1
    assert "BUDGET_PAGES=nhieu is no number; write how many a site may cost in one run, 0 for no limit" in outcome.log
    assert "Traceback" not in outcome.log
