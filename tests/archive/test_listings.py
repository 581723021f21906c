"""What a listing answered is known to the next run, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.archive import Archive
from crawler.discovery.remembered import Remembered
from crawler.items import WarcRef

NOW = datetime(2025, 11, 20, 6, 0, tzinfo=UTC)
FEED = Remembered(
    url="https://baoven.vn/rss/tin-moi.rss",
    site="baoven",
    rules="0123456789abcdef",
    digest="ab" * 32,
    asked_at=NOW,
    changed_at=NOW - timedelta(hours=1),
    etag='W/"1"',
    last_modified="Thu, 20 Nov 2025 05:00:00 GMT",
    trust="proven",
    conditional=3,
    lastmod=NOW,
    warc=WarcRef("a.warc.gz", 120, "sha1:ABC"),
)


def test_a_listing_is_remembered_across_runs(database_url: str, tmp_path: Path) -> None:
    later = replace(FEED, asked_at=NOW + timedelta(hours=1), lastmod=None, warc=None, trust="refuted")
    with Archive.open(database_url, tmp_path) as archive:
        archive.remember_listing(FEED)
    with Archive.open(database_url, tmp_path) as archive:
        assert archive.listings([FEED.url, "https://baoven.vn/khac.rss"]) == {FEED.url: FEED}
        archive.remember_listing(later)
        assert archive.listings([FEED.url]) == {FEED.url: later}


def test_a_listing_that_is_forgotten_is_read_anew(archive: Archive) -> None:
    other = replace(FEED, url=FEED.url + "?2")
    archive.remember_listing(FEED)
    archive.remember_listing(other)
    archive.forget_listings([FEED.url, "https://baoven.vn/chua-tung-doc.rss"])
    assert archive.listings([FEED.url, other.url]) == {other.url: other}
