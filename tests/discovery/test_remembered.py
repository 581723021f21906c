from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from crawler.dates import VIETNAM
from crawler.discovery.remembered import (
    AUDIT_EVERY,
    Remembered,
    answered,
    conditions,
    confirmed,
    digest_of,
    is_due,
    is_rebuilt,
    rules_of,
    validator,
)
from crawler.items import WarcRef
from crawler.sites import Site

NOW = datetime(2025, 11, 20, 9, 30, tzinfo=VIETNAM)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
INDEX = "https://baoven.vn/sitemap/"


def seen(body: bytes = b"a", etag: str = "", modified: str = "", at: datetime = NOW) -> Remembered:
    return Remembered("https://baoven.vn/rss", "baoven", "r", digest_of(body), at, at, etag, modified)


def test_nothing_is_asked_conditionally_before_its_validators_have_moved_with_the_body() -> None:
    first = seen(b"a", '"1"', "Thu, 20 Nov 2025 02:00:00 GMT")
    assert conditions(first) == {}
    assert conditions(answered(first, seen(b"a", '"1"', "Thu, 20 Nov 2025 02:00:00 GMT"))) == {}
    proven = answered(first, seen(b"b", '"2"', "Thu, 20 Nov 2025 03:00:00 GMT"))
    assert conditions(proven) == {"If-None-Match": '"2"', "If-Modified-Since": "Thu, 20 Nov 2025 03:00:00 GMT"}
    assert conditions(answered(seen(b"a"), seen(b"b"))) == {}  # nothing to send


@pytest.mark.parametrize(
    ("etag", "modified"),
    [('"1"', ""), ("", "Thu, 20 Nov 2025 02:00:00 GMT"), ('"1"', "Thu, 20 Nov 2025 03:00:00 GMT")],
)
def test_a_validator_that_stands_still_while_the_body_changes_is_never_trusted_again(etag: str, modified: str) -> None:
    """Also when the other one has moved: `If-None-Match` goes before, and the server would answer 304."""
    before = seen(b"a", etag and '"1"', modified and "Thu, 20 Nov 2025 02:00:00 GMT")
    caught = answered(before, seen(b"b", etag, modified))
    assert caught.trust == "refuted"
    assert answered(caught, seen(b"c", '"9"', "Thu, 20 Nov 2025 08:00:00 GMT")).trust == "refuted"


def test_every_eighth_answer_is_asked_for_in_full_and_finds_the_lie() -> None:
    known = answered(seen(b"a", '"1"'), seen(b"b", '"2"'))
    conditional = 0
    while conditions(known):
        known = confirmed(known, known.asked_at + HOUR, None)
        conditional += 1
    assert conditional == AUDIT_EVERY - 1
    assert answered(known, seen(b"c", '"2"')).trust == "refuted"
    honest = answered(known, seen(b"b", '"2"'))
    assert (honest.trust, honest.changed_at) == ("proven", NOW)
    assert conditions(honest) == {"If-None-Match": '"2"'}


def test_an_unchanged_body_keeps_its_first_record_and_the_time_of_its_change() -> None:
    first = replace(seen(), warc=WarcRef("a", 1, "sha1:A"))
    again = answered(first, replace(seen(at=NOW + DAY), warc=WarcRef("b", 2, "sha1:A")))
    assert (again.warc, again.changed_at, again.asked_at) == (first.warc, NOW, NOW + DAY)
    assert answered(first, replace(seen(b"b"), warc=WarcRef("b", 2, "sha1:B"))).warc == WarcRef("b", 2, "sha1:B")


@pytest.mark.parametrize(
    ("header", "text"),
    [(b' W/"a" ', 'W/"a"'), (None, ""), (b"", ""), (b'"' + b"a" * 600 + b'"', ""), (b'"\x01"', "")],
)
def test_a_validator_is_what_can_be_sent_back(header: bytes | None, text: str) -> None:
    assert validator(header) == text


def shard(name: str, read: datetime, lastmod: datetime | None = None) -> Remembered:
    return replace(seen(at=read), url=INDEX + name, lastmod=lastmod)


def due(known: Remembered, lastmod: datetime | None, at: datetime = NOW, *, rebuilt: bool = False) -> bool:
    return is_due(known, known.url, lastmod, at, rebuilt=rebuilt)


def test_a_shard_of_days_that_are_over_is_done() -> None:
    closed = shard("news-2025-10.xml", NOW - 2 * HOUR)
    assert not due(closed, None)
    assert not due(closed, None, NOW + 400 * DAY)
    assert due(closed, NOW - HOUR)  # the index says that it has changed
    assert not due(closed, NOW - HOUR, rebuilt=True)  # it says so of all shards
    assert due(shard("news-2025-10.xml", datetime(2025, 11, 1, 12, tzinfo=VIETNAM)), None)  # cut at midnight UTC
    assert due(shard("news-2025-11.xml", NOW - 2 * HOUR), None)  # still runs
    assert due(shard("con-1.xml", NOW - 2 * HOUR), None)  # says nothing of its days


def test_an_unchanged_lastmod_spares_a_shard_for_a_day() -> None:
    moment = NOW - 3 * HOUR
    running = shard("news-2025-11.xml", NOW - 2 * HOUR, moment)
    assert not due(running, moment)
    assert due(running, NOW - HOUR)
    assert due(running, moment, NOW + DAY)  # tingia.gov.vn: a date that is frozen
    assert not due(shard("news-2025-10.xml", NOW - 2 * HOUR, moment), moment, NOW + 9 * DAY)


def test_a_bare_day_as_lastmod_stands_for_all_changes_of_that_day() -> None:
    today = NOW.replace(hour=0, minute=0)
    assert due(shard("con-1.xml", NOW - HOUR, today), today)
    assert not due(shard("con-1.xml", NOW - HOUR, today - DAY), today - DAY)


def test_what_was_missing_is_tried_again_on_the_next_day() -> None:
    missing = replace(shard("news-2025-12.xml", NOW), digest="")
    assert not due(missing, None, NOW + 10 * HOUR)
    assert due(missing, None, NOW.replace(hour=0, minute=1) + DAY)


def test_one_moment_for_all_shards_is_when_their_index_was_made() -> None:
    assert is_rebuilt([NOW, NOW, NOW + timedelta(seconds=30)])
    assert not is_rebuilt([NOW, NOW])
    assert not is_rebuilt([NOW, NOW, NOW - HOUR])
    assert not is_rebuilt([NOW, NOW, NOW, None])


def test_another_pattern_or_window_reads_everything_anew() -> None:
    site = Site("a", ("a.vn",))
    names = {
        rules_of(site, None, None),
        rules_of(Site("a", ("a.vn",), article_url="-d"), None, None),
        rules_of(Site("a", ("a.vn",), deny=("/video/",)), None, None),
        rules_of(site, date(2025, 11, 1), None),
        rules_of(site, None, date(2025, 11, 1)),
    }
    assert len(names) == 5
    assert rules_of(Site("a", ("a.vn",), name="Báo A", delay=3.0), None, None) in names
