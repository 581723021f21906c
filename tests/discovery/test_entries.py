from datetime import datetime

import pytest

from crawler.dates import VIETNAM
from crawler.discovery.entries import clean_title, clean_url, parse_time


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Mon, 03 Nov 2025 10:15:00 +0700", datetime(2025, 11, 3, 10, 15, tzinfo=VIETNAM)),
        ("Mon, 03 Nov 2025 10:15:00 GMT", datetime(2025, 11, 3, 17, 15, tzinfo=VIETNAM)),
        ("Mon, 03 Nov 2025 10:15:00", datetime(2025, 11, 3, 10, 15, tzinfo=VIETNAM)),
        ("2025-11-03T10:15:00+07:00", datetime(2025, 11, 3, 10, 15, tzinfo=VIETNAM)),
        ("2025-11-03T03:15:00Z", datetime(2025, 11, 3, 10, 15, tzinfo=VIETNAM)),
        ("2025-11-03", datetime(2025, 11, 3, tzinfo=VIETNAM)),
        (" 03/11/2025 10:15 (GMT+7)", datetime(2025, 11, 3, 10, 15, tzinfo=VIETNAM)),
        ("08/03/2025", datetime(2025, 3, 8, tzinfo=VIETNAM)),
    ],
)
def test_times_of_the_wild(text: str, time: datetime) -> None:
    assert parse_time(text) == time


@pytest.mark.parametrize("text", ["", "hôm qua", "31/02/2025", "99/99/9999 99:99", "Mon, 99 Foo 2025", "0001-01-01x"])
def test_no_time_is_no_crash(text: str) -> None:
    assert parse_time(text) is None


def test_titles_come_out_of_doubled_wrapping() -> None:
    assert clean_title("<![CDATA[ Mưa &amp;quot;lớn&amp;quot;\n ở Huế ]]>") == 'Mưa "lớn" ở Huế'
    assert len(clean_title("a" * 9999)) == 500


def test_doubled_hosts_are_undone_and_nested_addresses_are_not() -> None:
    assert clean_url("https://hang.vnhttps://hang.vn/tin?id=5") == "https://hang.vn/tin?id=5"
    assert clean_url(" https://a.vn/\n tin ") == "https://a.vn/tin"
    nested = "https://a.vn/go?to=https://b.vn/x"
    assert clean_url(nested) == nested


def test_other_zones_are_told_in_vietnam_time() -> None:
    assert parse_time("2025-11-03T10:15:00-05:00") == datetime(2025, 11, 3, 22, 15, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "text",
    ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00+08:00", "Mon, 01 Jan 0001 00:00:00 GMT", "1970-01-01T00:00:00Z"],
)
def test_years_that_mean_unknown_are_no_dates(text: str) -> None:
    """The year 1 and 9999 of some systems; they have no day in Vietnam, and a page so dated could not be stored."""
    assert parse_time(text) is None
