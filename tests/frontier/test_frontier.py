"""Pages that are still to be fetched: kept once, handed out in order, gone only when they are settled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import Reason
from crawler.frontier import Frontier, Offered, Waiting
from crawler.items import Failure
from tests.archive.making import address, fingerprinted


@pytest.fixture
def archive(database_url: str, tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(database_url, tmp_path) as opened:
        yield opened


def crawl(archive: Archive, name: str = "crawl") -> Frontier:
    frontier = Frontier(archive.database, name)
    frontier.begin()
    return frontier


def offered(number: int, site: str = "bao", found_by: str = "feed") -> Offered:
    url = address(number)
    return Offered(url, (url,), site, "sitemap" if found_by == "sitemap" else "feed", "https://bao.vn/rss")


def urls(pages: list[Waiting]) -> list[str]:
    return [page.url for page in pages]


def refuse(archive: Archive, frontier: Frontier, page: Waiting, reason: Reason, detail: str = "") -> None:
    failure = Failure(page.url, page.site, reason, detail, datetime.now(UTC), ticket=page.ticket)
    archive.fail(failure, frontier.ticking_failed(failure))


def test_a_page_is_kept_once_under_whichever_of_its_addresses(archive: Archive) -> None:
    frontier = crawl(archive)
    other = Offered(address(1) + "?utm_source=x", (address(1),), "bao", "section")
    assert frontier.offer([offered(1), other, offered(2)]) == {address(1), address(2)}
    assert frontier.offer([other, offered(3)]) == {address(3)}
    assert urls(frontier.take({"bao": 10})["bao"]) == [address(1), address(2), address(3)]


def test_what_is_archived_is_neither_kept_nor_handed_out(archive: Archive) -> None:
    frontier = crawl(archive)
    frontier.offer([offered(1), offered(2)])
    first, second = frontier.take({"bao": 2})["bao"]
    item = fingerprinted(1)
    item = replace(item, page=replace(item.page, ticket=first.ticket))
    archive.store_many([item], frontier.ticking([first.ticket]))
    assert frontier.offer([offered(1)]) == set()
    assert urls(crawl(archive).take({"bao": 2})["bao"]) == [second.url]


def test_a_tick_belongs_to_the_transaction_that_stores(archive: Archive) -> None:
    frontier = crawl(archive)
    frontier.offer([offered(1)])
    (page,) = frontier.take({"bao": 1})["bao"]

    def fail_after(connection: object) -> None:
        frontier.ticking([page.ticket])(connection)  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        archive.store_many([fingerprinted(1)], fail_after)
    assert urls(crawl(archive).take({"bao": 1})["bao"]) == [page.url]
    assert archive.known([page.url]) == set()


def test_news_goes_before_the_back_archive_whenever_it_comes(archive: Archive) -> None:
    frontier = crawl(archive)
    frontier.offer([offered(1, found_by="sitemap"), offered(2, found_by="sitemap")])
    assert urls(frontier.take({"bao": 1})["bao"]) == [address(1)]
    frontier.offer([offered(3)])
    assert urls(frontier.take({"bao": 5})["bao"]) == [address(3), address(2)]
    assert frontier.take({"bao": 5}) == {"bao": []}


def test_sites_are_apart(archive: Archive) -> None:
    frontier = crawl(archive)
    frontier.offer([offered(1, "a"), offered(2, "b"), offered(3, "a")])
    assert {site: urls(pages) for site, pages in frontier.take({"a": 1, "b": 5}).items()} == {
        "a": [address(1)],
        "b": [address(2)],
    }


def test_a_failed_page_waits_for_the_next_run_and_is_given_up_in_the_end(archive: Archive) -> None:
    frontier = crawl(archive)
    frontier.offer([offered(1)])
    (page,) = frontier.take({"bao": 1})["bao"]
    refuse(archive, frontier, page, Reason.TIMEOUT)
    assert frontier.take({"bao": 1}) == {"bao": []}
    later = crawl(archive)
    (again,) = later.take({"bao": 1})["bao"]
    assert again.ticket == page.ticket
    refuse(archive, later, again, Reason.HTTP, "404")
    assert crawl(archive).take({"bao": 1}) == {"bao": []}
    assert later.offer([offered(1)]) == set()
    assert later.offer([offered(1)], again=True) == set()
    assert urls(crawl(archive).take({"bao": 1})["bao"]) == [page.url]


def test_what_is_refused_for_good_leaves(archive: Archive) -> None:
    frontier = crawl(archive)
    frontier.offer([offered(1)])
    (page,) = frontier.take({"bao": 1})["bao"]
    refuse(archive, frontier, page, Reason.LISTING)
    assert frontier.offer([offered(1)]) == set()
    assert crawl(archive).take({"bao": 1}) == {"bao": []}


def test_hostile_addresses_are_kept_as_text(archive: Archive) -> None:
    frontier = crawl(archive)
    odd = "https://bao.vn/'; DROP TABLE frontier; --\x00\ud800"
    frontier.offer([Offered(odd, (odd,), "bao", "section", "\x00")])
    (page,) = frontier.take({"bao": 1})["bao"]
    assert page.url == "https://bao.vn/'; DROP TABLE frontier; --?"


def test_a_crawl_that_ended_holds_nothing(database_url: str, tmp_path: Path) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        frontier = crawl(archive, "first")
        assert frontier.claim({"a", "b"}) == {"a", "b"}
        frontier.offer([offered(1, "a")])
        frontier.take({"a": 1})
        frontier.close()
    with Archive.open(database_url, tmp_path) as archive:
        second = crawl(archive, "second")
        assert second.claim({"a", "b"}) == {"a", "b"}
        assert urls(second.take({"a": 1})["a"]) == [address(1)]


def test_what_is_left_is_told_by_site_and_state(archive: Archive) -> None:
    frontier = crawl(archive)
    frontier.offer([offered(number, "a") for number in range(4)] + [offered(9, "b")])
    fetching, again, lost = frontier.take({"a": 3})["a"]
    refuse(archive, frontier, again, Reason.TIMEOUT)
    for _ in range(10):
        refuse(archive, frontier, lost, Reason.HTTP, "404")
    told = frontier.left({"a", "b", "c"})
    assert {site: (pages.waiting, pages.failed, pages.given_up) for site, pages in told.items()} == {
        "a": (2, 1, 1),
        "b": (1, 0, 0),
    }
    assert told["a"].next_at is not None
    assert told["a"].next_at <= datetime.now(UTC)
    assert frontier.left({"b"}).keys() == {"b"}
    assert fetching.ticket < again.ticket
