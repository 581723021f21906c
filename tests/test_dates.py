"""Dates as papers print and tell them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dates import VIETNAM, from_url, month_first, parse_machine, parse_printed, printed_dates


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=VIETNAM)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("08/03/2025 07:15 (GMT+7)", at(2025, 3, 8, 7, 15)),
        ("Thứ bảy, 07/03/2026 - 08:07", at(2026, 3, 7, 8, 7)),
        ("T5, 20/11/2025", at(2025, 11, 20)),
        ("Cập nhật: 14:05 PM, 12/03/2020", at(2020, 3, 12, 14, 5)),
        ("3/4/2014 5:00:00 CH", at(2014, 4, 3, 17, 0, 0)),
        ("12/06/2014 12:30 SA", at(2014, 6, 12, 0, 30)),
        ("08:36 ngày 14/03/2016", at(2016, 3, 14, 8, 36)),
        ("Cập nhật lúc 08:33, Thứ Tư, 12/09/2012 (GMT+7)", at(2012, 9, 12, 8, 33)),
        ("Thứ Năm, ngày 20 tháng 11 năm 2025, 10:05", at(2025, 11, 20, 10, 5)),
        ("9h5 sáng, rồi 09h05, 01-02-2019", at(2019, 2, 1, 9, 5)),
        ("20 Tháng Mười Hai, 2012", at(2012, 12, 20)),
        ("Tháng Tư 5, 2022", at(2022, 4, 5)),
        ("December 20, 2012", at(2012, 12, 20)),
        ("Đăng 16.10.2025 | 06:05 (GMT+0)", at(2025, 10, 16, 13, 5)),
        ("Thứ Hai, ngày 3/11/2025 - 07:15", at(2025, 11, 3, 7, 15)),
        ("07:15' - 03/11/2020", at(2020, 11, 3, 7, 15)),
        ("Thứ Hai, 03/11/2025 07:15:32 +07:00", at(2025, 11, 3, 7, 15, 32)),
        ("Ngày 03/11/2025 lúc 7 giờ 15", at(2025, 11, 3, 7, 15)),
        ("03/11/2025(GMT+7) 07:15", at(2025, 11, 3, 7, 15)),
        ("2025-11-03 07:15:00", at(2025, 11, 3, 7, 15)),
        ("Nov 3, 2025", at(2025, 11, 3)),
        ("03 Th11, 2025", at(2025, 11, 3)),
    ],
)
def test_printed_date_is_read_day_first(text: str, moment: datetime) -> None:
    assert parse_printed(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2020",
        "13/13/2020",
        "gói thầu 10/2020",
        "tỷ số 3-1-2",
        "12/3",
        "nghị định 58/2026/NĐ-CP",
        "192.168.10.2020",
        "3 giờ trước",
        "03/11/1925",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_printed(text) is None


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-08-17T15:33:01+07:00", at(2026, 8, 17, 15, 33, 1)),
        ("2025-11-20T10:00:00 +07:00", at(2025, 11, 20, 10)),
        ("2025-11-20T10:00:00", at(2025, 11, 20, 10)),
        ("2025-11-19T17:05:00Z", at(2025, 11, 20, 0, 5)),
        ("2025-11-19T17:05:00.123+0000", at(2025, 11, 20, 0, 5)),
        ("2012-12-25", at(2012, 12, 25)),
        ("Thu, 20 Nov 2025 10:00:00 +0700", at(2025, 11, 20, 10)),
        ("Wed, 19 Nov 2025 17:05:00 GMT", at(2025, 11, 20, 0, 5)),
        ("1772843936", at(2026, 3, 7, 7, 38, 56)),
        ("20/11/2025 10:00", at(2025, 11, 20, 10)),
    ],
)
def test_machine_date_is_in_vietnam_time(value: str, moment: datetime) -> None:
    assert parse_machine(value) == moment
    assert str(parse_machine(value)).endswith("+07:00")


@pytest.mark.parametrize(
    "value",
    ["", "hôm qua", "0000-00-00T00:00:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "2025-13-01", "null"],
)
def test_machine_value_that_is_no_date_gives_none(value: str) -> None:
    assert parse_machine(value) is None


@pytest.mark.parametrize(
    ("url", "moment"),
    [
        ("https://a.example/tin-mot-20251103010447602.htm", (at(2025, 11, 3, 1, 4, 47), True)),
        ("https://a.example/tin-mot-188260307071033787.chn", (at(2026, 3, 7, 7, 10, 33), True)),
        ("https://a.example/tin-mot-102260228093004191.htm", (at(2026, 2, 28, 9, 30, 4), True)),
        ("https://a.example/tin/20150323/tin-mot/724115.html", (at(2015, 3, 23), False)),
        ("https://a.example/2023/08/02/tin-mot/", (at(2023, 8, 2), False)),
        ("https://a.example/tin-mot-4954454.html", None),
        ("https://a.example/tin-mot.html?d=20251103010447602", None),
    ],
)
def test_address_holds_a_timestamp(url: str, moment: tuple[datetime, bool] | None) -> None:
    assert from_url(url) == moment


def test_vbulletin_prints_the_month_first() -> None:
    assert month_first("Published on 03-08-2011 01:00 AM") == at(2011, 3, 8, 1)
    assert month_first("20/11/2025 10:00") is None


def test_the_most_precise_reading_comes_first() -> None:
    assert next(printed_dates("từ 1/2/2024 đến 07:30 ngày 3/2/2024")) == (at(2024, 2, 3, 7, 30), True)


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    for read in (parse_printed, parse_machine, month_first, from_url):
        read(text)


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))  # noqa: DTZ001
def test_what_is_printed_is_read_back(moment: datetime) -> None:
    aware = moment.replace(second=0, microsecond=0, tzinfo=VIETNAM)
    assert parse_printed(f"Thứ hai, {aware:%d/%m/%Y, %H:%M} GMT+7") == aware
    assert parse_machine(aware.isoformat()) == aware
