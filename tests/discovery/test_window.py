from datetime import UTC, date, datetime

import pytest

from crawler.discovery.entries import Entry
from crawler.discovery.sitemaps import Shard
from crawler.discovery.window import Window, date_in
from crawler.errors import BadInput

NOVEMBER = Window.parse("2025-11-01", "2025-11-30")
TIN = "https://baothu.vn/tin"


def test_both_days_are_included_and_days_are_vietnamese() -> None:
    assert NOVEMBER.admits(Entry(TIN, published_at=datetime(2025, 10, 31, 17, 0, tzinfo=UTC)))
    assert not NOVEMBER.admits(Entry(TIN, published_at=datetime(2025, 10, 31, 16, 59, tzinfo=UTC)))
    assert NOVEMBER.admits(Entry(TIN, published_at=datetime(2025, 11, 30, 16, 59, tzinfo=UTC)))
    assert not NOVEMBER.admits(Entry(TIN, published_at=datetime(2025, 11, 30, 17, 0, tzinfo=UTC)))


def test_a_late_change_proves_nothing_and_an_early_one_does() -> None:
    assert NOVEMBER.admits(Entry(TIN))
    assert NOVEMBER.admits(Entry(TIN, updated_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert not NOVEMBER.admits(Entry(TIN, updated_at=datetime(2025, 10, 1, tzinfo=UTC)))


def test_an_address_may_hold_its_day() -> None:
    assert date_in("https://a.vn/mua-lon-20251103010447602.htm") == date(2025, 11, 3)
    assert date_in("https://b.vn/gia-vang-188251103010447602.chn") == date(2025, 11, 3)
    assert date_in("https://c.example/2025/11/03/mua-lon/") == date(2025, 11, 3)
    assert date_in("https://a.vn/mua-lon-20259903010447602.htm") is None
    assert date_in("https://a.vn/mua-lon-4954454.html") is None
    assert not NOVEMBER.admits(Entry("https://a.vn/mua-lon-20251203010447602.htm"))


def test_shards_outside_are_not_asked_for() -> None:
    assert NOVEMBER.admits_shard(Shard("https://a.vn/news-2025-11.xml"))
    assert not NOVEMBER.admits_shard(Shard("https://a.vn/news-2025-9.xml"))
    assert not NOVEMBER.admits_shard(Shard("https://a.vn/news-2026-1.xml"))
    assert NOVEMBER.admits_shard(Shard("https://a.vn/post-sitemap3.xml", datetime(2025, 12, 1, tzinfo=UTC)))
    assert not NOVEMBER.admits_shard(Shard("https://a.vn/post-sitemap3.xml", datetime(2025, 9, 1, tzinfo=UTC)))


def test_an_open_window_admits_everything() -> None:
    window = Window.parse(None, "")
    assert window.is_open
    assert window.admits(Entry(TIN, published_at=datetime(1999, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("01/11/2025", None, "since=01/11/2025 is no date; write YYYY-MM-DD"),
        (None, "2025-02-30", "until=2025-02-30 is no date"),
        ("2025-11-02", "2025-11-01", "lies before"),
    ],
)
def test_bad_days_are_one_line(since: str | None, until: str | None, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Window.parse(since, until)
