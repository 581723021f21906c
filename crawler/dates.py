"""Dates as Vietnamese papers write them: day first always, Vietnam time where no zone is printed."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
_YEARS = range(1990, 2101)  # no paper was on the web before; systems write the year 1 or 9999 for "unknown"
_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\s?\d{1,2}:?\d{2})?)?"
)
_RFC = re.compile(
    r"(\d{1,2})\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+(\d{4})"
    r"(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(GMT|UTC|Z|[+-]\d{4})?)?"
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# "5:00:00 CH" is five in the afternoon; "14:05 PM" is what one paper prints for five past two
_CLOCK = (
    r"(?P<h>[01]?\d|2[0-3])(?::|h|g|\s?giờ\s)(?P<m>[0-5]\d)(?:[:'](?P<s>[0-5]\d))?['’′]?"
    r"\s*(?P<half>AM|PM|SA|CH)?(?![\d:])"
)
_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])\s?(?P<sep>[/.-])\s?(?P<mo>0?[1-9]|1[0-2])\s?(?P=sep)\s?(?P<y>(?:19|20)\d{2})(?!\d)"
_YEAR_FIRST = r"(?<![\d/.-])(?P<y>(?:19|20)\d{2})([/-])(?P<mo>0?[1-9]|1[0-2])\2(?P<d>0?[1-9]|[12]\d|3[01])(?![\d/-])"
_WORDS = r"(?:ngày\s+)?(?P<d>\d{1,2})\s+tháng\s+(?P<mo>\d{1,2})(?:,|\s)\s*(?:năm\s+)?(?P<y>(?:19|20)\d{2})"
_MONTH_NAMES = (
    "một|giêng|january|jan", "hai|february|feb", "ba|march|mar", "tư|april|apr", "năm|may", "sáu|june|jun",
    "bảy|july|jul", "tám|august|aug", "chín|september|sept|sep", "mười|october|oct", "mười một|november|nov",
    "mười hai|chạp|december|dec",
)  # fmt: skip
_NAMED = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split("|")}
_MONTH_NAME = (
    r"(?:tháng\s+(?P<name>mười\s+(?:một|hai)|giêng|chạp|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)"
    r"|(?P<english>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
    r"|th(?P<mo>1[0-2]|0?[1-9])(?!\d))"  # WordPress in Vietnamese: "03 Th11, 2025"
)
_NAMED_DATES = (
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH_NAME},?\s+(?P<y>(?:19|20)\d{{2}})",
    rf"\b{_MONTH_NAME}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,\s+(?P<y>(?:19|20)\d{{2}})",
)
_GAP = (
    r"(?:\s?\(?GMT\s?\+\s?0?7\)?)?[\s,|\-–—•·:(]*(?:lúc|ngày|hồi|at|vào)?\s*"
    r"(?:thứ\s+\w+|chủ\s+nhật|cn|t\d)?[\s,|\-–—•·]*(?:ngày)?\s*"
)
_ZONE = r"(?:\s*\(?(?:GMT|UTC)\s*(?P<zone>[+-]\s?\d{1,2})(?::?00)?)?"
_PRINTED = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d/.-]){_DAY}{_GAP}{_CLOCK}{_ZONE}",
        rf"(?<![\d:]){_CLOCK}{_ZONE}\)?{_GAP}{_DAY}",
        rf"{_WORDS}{_GAP}{_CLOCK}{_ZONE}",
        rf"(?<![\d:]){_CLOCK}{_GAP}{_WORDS}",
        rf"{_YEAR_FIRST}[\sT,|\-–—]+{_CLOCK}",
        rf"(?<![\d/.-]){_DAY}",
        _WORDS,
        _YEAR_FIRST,
        *_NAMED_DATES,
    )
]
_URL_STAMP = re.compile(
    r"(?:^|\D)(?:\d{2,3})?(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)([0-5]\d)\d{0,4}(?!\d)"
)
_URL_SHORT = re.compile(
    r"(?:^|\D)\d{2,4}?([12]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)([0-5]\d)\d{3}(?!\d)"
)
_URL_DAY = re.compile(r"/(20\d{2})/?(0[1-9]|1[0-2])/?(0[1-9]|[12]\d|3[01])/")


def parse_machine(value: str) -> datetime | None:
    """A date written for programs: ISO 8601 with or without zone and with a blank before it, RFC 822, epoch seconds.

    Aware; without a zone it is Vietnam time. None when it is no date or impossible.
    """
    value = value.strip()
    if match := _ISO.match(value):
        year, month, day, hour, minute, second, zone = match.groups()
        return _made(year, month, day, hour, minute, second, zone=_zone(zone))
    if match := _RFC.search(value):
        day, name, year, hour, minute, second, zone = match.groups()
        return _made(year, _MONTHS.index(name) + 1, day, hour, minute, second, zone=_zone(zone))
    if re.fullmatch(r"1\d{9}(\d{3})?", value):
        return datetime.fromtimestamp(int(value[:10]), UTC).astimezone(VIETNAM)
    return parse_printed(value)


def as_written(value: str) -> datetime | None:
    """The clock time that an ISO date shows, taken as Vietnam time whatever zone it claims."""
    match = _ISO.match(value.strip())
    return _made(*match.groups()[:-1], zone=VIETNAM) if match else None


def parse_printed(text: str) -> datetime | None:
    """The first date printed for readers in `text`, day first; midnight when no time of day stands with it."""
    return next((moment for moment, _ in printed_dates(text)), None)


def printed_dates(text: str) -> Iterator[tuple[datetime, bool]]:
    """Every reading of `text` as a printed date, the most precise form first, with whether it shows the minute."""
    for pattern in _PRINTED:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            hour = _hour(parts.get("h"), parts.get("half"))
            zone = _zone(parts.get("zone"))
            moment = _made(parts["y"], _month(parts), parts["d"], hour, parts.get("m"), parts.get("s"), zone=zone)
            if moment:
                yield moment, hour is not None


def month_first(text: str) -> datetime | None:
    """A date as vBulletin prints it by default ("03-08-2011 01:00 AM" is the eighth of March)."""
    match = re.search(r"(\d{2})-(\d{2})-(\d{4})\s+(\d{2}):(\d{2}) (AM|PM)", text)
    if match is None:
        return None
    month, day, year, hour, minute, half = match.groups()
    return _made(year, month, day, _hour(hour, half), minute, zone=VIETNAM)


def from_url(url: str) -> tuple[datetime, bool] | None:
    """The moment inside an article's address and whether it holds the minute.

    VCCorp ids are timestamps: yyyyMMddHHmmssSSS, or yyMMddHHmmssSSS behind two to four digits of channel and site.
    """
    path = url.split("?", 1)[0]
    for pattern, century in ((_URL_STAMP, ""), (_URL_SHORT, "20")):
        if match := pattern.search(path):
            year, *rest = match.groups()
            moment = _made(century + year, *rest, zone=VIETNAM)
            if moment:
                return moment, True
    if match := _URL_DAY.search(path):
        moment = _made(*match.groups(), zone=VIETNAM)
        return (moment, False) if moment else None
    return None


def _month(parts: dict[str, str | None]) -> str | int:
    name = parts.get("name") or parts.get("english")
    return _NAMED[" ".join(name.lower().split())] if name else parts.get("mo") or 0


def _hour(hour: str | None, half: str | None) -> int | None:
    if hour is None:
        return None
    value = int(hour)
    if half and half.upper() in {"PM", "CH"} and value < 12:
        return value + 12
    return 0 if half and half.upper() in {"AM", "SA"} and value == 12 else value


def _zone(zone: str | None) -> timezone:
    if zone is None:
        return VIETNAM
    digits = re.sub(r"\D", "", zone)
    if not digits:
        return UTC
    minutes = int(digits) * 60 if len(digits) <= 2 else int(digits[:-2]) * 60 + int(digits[-2:])
    return (
        timezone(timedelta(minutes=-minutes if zone.strip().startswith("-") else minutes))
        if minutes < 1440
        else VIETNAM
    )


def _made(*numbers: str | int | None, zone: timezone) -> datetime | None:
    """Year, month, day and what is known of hour, minute, second, in Vietnam time; None for an impossible date."""
    try:
        moment = datetime(*(int(number or 0) for number in numbers), tzinfo=zone).astimezone(VIETNAM)  # type: ignore[misc,arg-type]
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None
