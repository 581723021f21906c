"""What a second visit asks for, and what it must not miss."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.crawling import Home
from tests.spiders.crawl import Outcome, crawl, stat, write_site
from tests.spiders.paper import FAMILIES, PATTERN, Paper, past_days
from tests.spiders.town import House, article, open_house, rss

ARTICLES = 80
FAST = {"MIN_WORDS": 5, "CONCURRENT_REQUESTS_PER_DOMAIN": 4}


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as opened:
        yield opened


def visit(home: Home, *arguments: str) -> Outcome:
    return crawl(home, "news", *arguments, pipelines="real", settings=FAST)


def test_a_second_visit_with_nothing_new_costs_a_twentieth(tmp_path: Path) -> None:
    with ExitStack() as doors:
        papers = [Paper(doors.enter_context(open_house()), family) for family in FAMILIES]
        for paper in papers:
            paper.publish(past_days(ARTICLES))
            paper.write_site(tmp_path / "sites")
        home = Home(tmp_path, tmp_path / "sites", ",".join(paper.house.address for paper in papers))
        first, asked_first = visit(home), requests(papers)
        assert [stat(first, f"site/{family}/archived/new") for family in FAMILIES] == [ARTICLES] * len(FAMILIES)
        _, asked_second = visit(home), requests(papers)
        for paper in papers:
            paper.publish(past_days(1))
        third, asked_third = visit(home), requests(papers)
        assert [stat(third, f"site/{family}/archived/new") for family in FAMILIES] == [1] * len(FAMILIES)
    assert sum(asked_second.values()) / sum(asked_first.values()) <= 0.05
    assert all("/robots.txt" not in paths for paths in (asked_second, asked_third))


def requests(papers: list[Paper]) -> dict[str, int]:
    """How often each path was asked for since the last count, over all papers."""
    counts: dict[str, int] = {}
    for paper in papers:
        for path in paper.house.paths():
            counts[path] = counts.get(path, 0) + 1
        paper.house.hits.clear()
    return counts


def print_feed(house: House, etag: str, *numbers: int) -> None:
    house.routes |= {f"/tin-{number}.html": article(f"Tin số {number}") for number in numbers}
    feed = rss(*(f"{house.base}/tin-{number}.html" for number in numbers))
    house.routes["/rss"] = type(feed)(feed.body, content_type=feed.content_type, etag=etag)


def feed_home(folder: Path, house: House) -> Home:
    write_site(folder / "sites", house, "bao", {"feeds": ["/rss"]}, article_url=PATTERN)
    return Home(folder, folder / "sites", house.address)


def test_a_feed_whose_etag_moves_with_its_body_is_asked_conditionally(tmp_path: Path, house: House) -> None:
    home = feed_home(tmp_path, house)
    for etag, numbers in (('"1"', (1,)), ('"2"', (2, 1))):
        print_feed(house, etag, *numbers)
        visit(home)
        assert house.unmodified == []
    third = visit(home)
    assert house.unmodified == ["/rss"]
    assert stat(third, "site/bao/not_modified") == 1
    assert house.asked("/tin-1.html") == house.asked("/tin-2.html") == 1
    print_feed(house, '"3"', 3, 2, 1)
    visit(home)
    assert house.asked("/tin-3.html") == 1
    assert b"WARC-Type: revisit" in warc_bytes(tmp_path)


def warc_bytes(folder: Path) -> bytes:
    """All records, unpacked."""
    from gzip import decompress

    return b"".join(decompress(file.read_bytes()) for file in sorted((folder / "warc").glob("*.warc.gz")))


def test_a_feed_whose_etag_never_changes_hides_nothing(tmp_path: Path, house: House) -> None:
    home = feed_home(tmp_path, house)
    for number in (1, 2, 3):
        print_feed(house, '"mai-mai"', *range(1, number + 1))
        outcome = visit(home)
        assert house.asked(f"/tin-{number}.html") == 1
        told = "changed under one ETag or Last-Modified; from now on it is always asked for in full"
        assert outcome.log.count(told) == (number == 2)
    assert house.unmodified == []


def test_a_changed_pattern_reads_unchanged_listings_anew(tmp_path: Path, house: House) -> None:
    home = feed_home(tmp_path, house)
    print_feed(house, "", 1)
    house.routes["/bai-2.html"] = article("Bài số 2")
    house.routes["/rss"] = rss(f"{house.base}/tin-1.html", f"{house.base}/bai-2.html")
    visit(home)
    assert stat(visit(home), "site/bao/not_modified") == 1
    write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"]}, article_url=r"/(?:tin|bai)-\d+\.html$")
    visit(home)
    assert (house.asked("/tin-1.html"), house.asked("/bai-2.html")) == (1, 1)
