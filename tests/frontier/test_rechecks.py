"""Archived articles that are looked at again: when their listing says so, and while they are young."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import Reason
from crawler.frontier import Frontier, Offered
from crawler.frontier.pages import tick
from crawler.frontier.rechecks import due_again
from crawler.frontier.values import Headers as Pairs
from crawler.items import Failure, WarcRef
from tests.archive.making import address, fingerprinted

HOUR = timedelta(hours=1)


@pytest.fixture
def archive(database_url: str, tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(database_url, tmp_path) as opened:
        yield opened


def fetch(archive: Archive, number: int, ago: timedelta, published_ago: timedelta | None = None) -> None:
    """Archive an article as it was fetched some time ago."""
    item = fingerprinted(number)
    now = datetime.now(UTC)
    page = replace(item.page, fetched_at=now - ago)
    article = replace(item.article, published_at=now - (published_ago or ago))
    archive.store_many([replace(item, page=page, article=article)])


def listed(number: int, changed_ago: timedelta) -> Offered:
    url = address(number)
    return Offered(url, (url,), "bao", "sitemap", "", None, datetime.now(UTC) - changed_ago)


def test_an_article_that_its_listing_says_changed_is_fetched_again(archive: Archive) -> None:
    for number in (1, 2):
        fetch(archive, number, 2 * HOUR)
    frontier = Frontier(archive.database, "crawl")
    assert frontier.offer([listed(1, HOUR), listed(2, 3 * HOUR)]) == {address(1)}
    (page,) = frontier.take({"bao": 5})["bao"]
    assert page.url == address(1)


def test_a_page_comes_with_the_record_of_its_articles_last_fetch(archive: Archive) -> None:
    first, last = (WarcRef("khobao-1.warc.gz", offset, f"sha1:{offset}") for offset in (70, 900))
    for hours, ref in ((4, first), (2, last)):
        item = fingerprinted(1)
        page = replace(item.page, fetched_at=datetime.now(UTC) - hours * HOUR, warc=ref)
        archive.store_many([replace(item, page=page)])
    frontier = Frontier(archive.database, "crawl")
    frontier.offer([listed(1, HOUR), listed(2, HOUR)])
    assert {page.url: page.earlier for page in frontier.take({"bao": 5})["bao"]} == {address(1): last, address(2): None}


def test_a_listing_that_always_says_changed_is_believed_ever_more_rarely(archive: Archive) -> None:
    frontier = Frontier(archive.database, "crawl")
    for ago in (4 * HOUR, 3 * HOUR, HOUR / 4):
        fetch(archive, 1, ago)
    assert frontier.offer([listed(1, HOUR / 60)]) == set()  # looked at twice for nothing: twenty minutes' rest
    fetch(archive, 2, HOUR)
    fetch(archive, 2, HOUR / 2)
    assert frontier.offer([listed(2, HOUR / 60)]) == {address(2)}


def test_a_change_at_the_moment_of_asking_is_none_of_what_this_crawl_has_fetched(archive: Archive) -> None:
    fetch(archive, 1, HOUR)
    frontier = Frontier(archive.database, "crawl")
    fetch(archive, 2, timedelta(0))
    assert frontier.offer([listed(1, timedelta(0)), listed(2, timedelta(0))]) == {address(1)}


@pytest.mark.parametrize("changed_ago", [-HOUR, timedelta(0)])
def test_a_change_in_the_future_or_of_all_at_once_is_not_believed(archive: Archive, changed_ago: timedelta) -> None:
    for number in range(30):
        fetch(archive, number, HOUR)
    frontier = Frontier(archive.database, "crawl")
    assert frontier.offer([listed(number, changed_ago) for number in range(30)]) == set()


def asked_again(archive: Archive, site: str) -> dict[str, Pairs]:
    """The conditions with which the articles of a site are asked for that are due for another look, by address."""
    frontier = Frontier(archive.database, "crawl")
    frontier.recheck(site, 7 * 24 * HOUR)
    taken = frontier.take({site: 50})[site]
    with archive.database.writing() as connection:
        tick(connection, [page.ticket for page in taken])
    return {page.url: page.conditions for page in taken}


def look(
    archive: Archive, number: int, ago: timedelta, headers: Pairs = (), *, status: int = 200, served: str = ""
) -> None:
    """Archive an article, asked for by its own address, as a server answered some time ago."""
    item = fingerprinted(number, **({"text": served} if served else {}))
    now = datetime.now(UTC)
    body = f"<html>{served}</html>".encode()
    asked = replace(item.page, requested_url=item.page.url, body=body)
    page = replace(asked, fetched_at=now - ago, status=status, headers=headers)
    if status == 304:
        archive.confirm(page)
        return
    archive.store_many([replace(item, page=page, article=replace(item.article, published_at=now - 40 * HOUR))])


def test_a_young_article_is_asked_for_with_the_validators_of_its_last_fetch(archive: Archive) -> None:
    site = fingerprinted(1).article.site
    tag, dated = ("ETag", '"x"'), "Thu, 20 Nov 2025 05:00:00 GMT"
    look(archive, 1, HOUR, (tag, ("Last-Modified", dated)))
    look(archive, 2, HOUR)
    look(archive, 3, HOUR, (("Last-Modified", "hôm qua"),))
    just_now = format_datetime(datetime.now(UTC) - HOUR, usegmt=True)
    look(archive, 4, HOUR, (("Last-Modified", just_now),))
    assert asked_again(archive, site) == {
        address(1): (("If-None-Match", '"x"'), ("If-Modified-Since", dated)),
        address(2): (),
        address(3): (),
        address(4): (),  # changed within the second in which it was fetched: a later change may carry the same date
    }
    frontier = Frontier(archive.database, "crawl")
    frontier.offer([replace(listed(1, HOUR / 60), site=site)])
    (page,) = frontier.take({site: 5})[site]
    assert page.conditions == ()  # its listing says that it changed


def test_every_fourth_look_asks_for_the_whole_page(archive: Archive) -> None:
    site, seen = fingerprinted(1).article.site, []
    look(archive, 1, 39.5 * HOUR, (("ETag", '"x"'),))
    for hours in (39, 38, 36, 32):
        seen.append(bool(asked_again(archive, site)[address(1)]))
        look(archive, 1, hours * HOUR, status=304)
    assert seen == [True, True, True, False]


def test_validators_that_stood_still_while_an_article_changed_are_not_believed(archive: Archive) -> None:
    site = fingerprinted(1).article.site
    look(archive, 1, 39 * HOUR, (("ETag", '"x"'),))
    look(archive, 2, 30 * HOUR, (("ETag", '"y"'),))
    look(archive, 1, 30 * HOUR, (("ETag", '"z"'),), served="Bài đã sửa.")
    assert asked_again(archive, site)[address(2)] == (("If-None-Match", '"y"'),)
    look(archive, 1, 20 * HOUR, (("ETag", '"z"'),), served="Bài lại sửa.")
    assert asked_again(archive, site)[address(2)] == ()


def test_a_refusal_is_a_look_too(archive: Archive) -> None:
    site = fingerprinted(1).article.site
    look(archive, 1, 39 * HOUR)
    now = datetime.now(UTC)
    archive.fail(Failure(address(1), site, Reason.SOFT_404, "", now - 30 * HOUR, "recheck"))
    assert asked_again(archive, site).keys() == {address(1)}
    archive.fail(Failure(address(1), site, Reason.SOFT_404, "", now - HOUR, "recheck"))
    assert asked_again(archive, site) == {}


def test_an_address_that_leads_to_another_article_by_now_is_not_asked_for_as_the_old_one(archive: Archive) -> None:
    site = fingerprinted(1).article.site
    look(archive, 1, 39 * HOUR)
    moved, now = fingerprinted(2), datetime.now(UTC)
    page = replace(moved.page, url=address(1), requested_url=address(1), fetched_at=now - HOUR)
    told = replace(moved.article, published_at=now - 40 * HOUR)
    archive.store_many([replace(moved, page=page, article=told)])
    assert [one.addresses for one in due(archive, site)] == [(address(2),)]


def due(archive: Archive, site: str) -> list[Offered]:
    now = datetime.now(UTC)
    with archive.database.reading() as connection:
        return due_again(connection, site, now - 14 * 24 * HOUR, now)


def test_young_articles_are_looked_at_again_ever_more_rarely(archive: Archive) -> None:
    frontier = Frontier(archive.database, "crawl")
    site = fingerprinted(1).article.site
    fetch(archive, 1, HOUR, 30 * HOUR)
    fetch(archive, 2, HOUR, 400 * HOUR)
    assert frontier.recheck(site, 7 * 24 * HOUR) == 1  # the first look comes at once, but only at young ones
    for ago in (30 * HOUR, 20 * HOUR):
        fetch(archive, 3, ago, 39 * HOUR)
        fetch(archive, 4, ago, 36 * HOUR)
    pages = frontier.recheck(site, 7 * 24 * HOUR)
    assert pages == 2  # at an age of 19 h and 16 h; now 39 h and 36 h
    for ago in (30 * HOUR, 10 * HOUR):
        fetch(archive, 5, ago, 40 * HOUR)
    assert frontier.recheck(site, 7 * 24 * HOUR) == 0  # at an age of 30 h; due at 60 h
