"""When a page was published and changed, to the minute, and how far its sources agree."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.dates import as_written, from_url, month_first, parse_machine, printed_dates
from crawler.extraction.container import first_prose
from crawler.extraction.metadata import Metadata
from crawler.extraction.outline import Node, Outline

_PUBLISHED = (
    "article:published_time", "datepublished", "pubdate", "publishdate", "publish-date", "publish_date", "date",
    "dc.date.issued", "dcterms.created", "sailthru.date", "og:published_time", "article:published", "published_time",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time", "lastmod", "last-modified", "article:modified")
_UPDATED = re.compile(r"cập nhật|sửa|chỉnh sửa|updated?|modified", re.IGNORECASE)
_CLOCK_LINE = re.compile(r"\W{0,3}\d{1,2}(?::|h|g)[0-5]\d\b.{0,15}$")
_NEAR = timedelta(minutes=15)
_ABOVE = 12  # lines above the headline among which the date line stands on old pages


@dataclass(frozen=True, slots=True)
class Times:
    """`doubts` names what the sources disagree on."""

    published: datetime | None = None
    modified: datetime | None = None
    origin: str = ""
    modified_origin: str = ""
    doubts: tuple[str, ...] = ()


def find_times(page: Outline, meta: Metadata, body: Node, title: int, url: str) -> Times:
    """JSON-LD, else meta, else what is printed near the headline, else the address.

    The minute is the one printed for readers where both are within a quarter of an hour, and where both show the same
    clock: such a paper wrote its local time and called it UTC or +08:00.
    """
    told, origin, written = _told(meta, "datePublished", _PUBLISHED)
    shown, shown_exact, changed = _shown(page, meta, body, title)
    stamp = from_url(url)
    if told is None:
        if shown is not None:
            return _settled(shown, "visible", meta, changed, _doubts(shown, stamp))
        return _settled(stamp[0] if stamp else None, "url" if stamp else "", meta, changed, ())
    if shown is None or shown == told:
        return _settled(told, origin, meta, changed, _doubts(told, stamp))
    if written is None and (told.day, told.month) == (shown.month, shown.day) and told.year == shown.year:
        # "11/3/2025 7:15:00 AM" in a meta element: a server in English wrote the month first
        return _settled(shown, "visible", meta, changed, _doubts(shown, stamp))
    wrong_zone = written is not None and _same_minute(written, shown)
    if shown_exact and (wrong_zone or _may_correct(told, shown)):
        best = told if _same_minute(told, shown) else shown
        return _settled(best, origin if best == told else "visible", meta, changed, _doubts(best, stamp))
    doubts = (
        () if told.date() == shown.date() else (f"the page prints {shown:%d/%m/%Y}, its {origin} says {told:%d/%m/%Y}",)
    )
    return _settled(told, origin, meta, changed, doubts + _doubts(told, stamp))


def _same_minute(one: datetime, other: datetime) -> bool:
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


def _may_correct(told: datetime, shown: datetime) -> bool:
    apart = abs(told - shown)
    dateless = (told.hour, told.minute) == (0, 0) and told.date() == shown.date()
    return apart <= _NEAR or dateless


def _settled(
    published: datetime | None, origin: str, meta: Metadata, changed: datetime | None, doubts: tuple[str, ...]
) -> Times:
    modified, modified_origin, _ = _told(meta, "dateModified", _MODIFIED)
    if modified is None and changed is not None:
        modified, modified_origin = changed, "visible"
    if modified and published and modified < published - timedelta(days=1):
        modified, modified_origin = None, ""
    return Times(published, modified, origin, modified_origin, doubts)


def _told(meta: Metadata, key: str, names: tuple[str, ...]) -> tuple[datetime | None, str, datetime | None]:
    """The moment, where it was told, and its clock time as written, without its zone."""
    values = [(meta.text(key), "json-ld"), *((meta.first(name), "meta") for name in names)]
    if key == "datePublished":
        values.append((meta.time, "time"))
    for value, origin in values:
        if value and (moment := parse_machine(value)):
            return moment, origin, as_written(value)
    return None, "", None


def _shown(page: Outline, meta: Metadata, body: Node, title: int) -> tuple[datetime | None, bool, datetime | None]:
    """The date printed nearest to the headline, whether it has the minute, and one printed as that of a change."""
    changed: datetime | None = None
    day_only: datetime | None = None
    vbulletin = "vbulletin" in meta.first("generator").lower()
    for index in _near(page, body, title):
        text = page.segments[index].text
        if len(text) > 160 or page.segments[index].linked:
            continue
        if vbulletin and (moment := month_first(text)):
            return moment, True, changed
        found = next(iter(printed_dates(text)), None)
        if found is None:
            continue
        if not found[1]:
            found = _with_clock(page, index) or found
        known = day_only or changed
        if known and index >= body.last - 3 and found[0].date() != known.date():
            continue  # behind the text stand the days of other articles
        if _UPDATED.search(text):
            changed = changed or found[0]
        elif found[1]:
            return found[0], True, changed
        else:
            day_only = day_only or found[0]
    if day_only is None and changed is not None:
        return changed, (changed.hour, changed.minute) != (0, 0), None
    return day_only, False, changed


def _with_clock(page: Outline, index: int) -> tuple[datetime, bool] | None:
    """A day and a time of day on two lines: "Chủ nhật, ngày 08 tháng 12 năm 2024" above "16:02 (GMT+7)"."""
    for clock in (index + 1, index - 1):
        if 0 <= clock < len(page.segments) and _CLOCK_LINE.match(page.segments[clock].text):
            both = " ".join(page.segments[i].text for i in sorted((index, clock)))
            return next((found for found in printed_dates(both) if found[1]), None)
    return None


def _near(page: Outline, body: Node, title: int) -> list[int]:
    """Below the headline first, then above it, then behind the body."""
    start = title if title >= 0 else max(0, body.first - 8)
    stop = first_prose(page, body, title) + 3
    below = range(start + 1, min(stop, len(page.segments)))
    above = range(start - 1, max(-1, start - _ABOVE), -1)
    return [*below, *above, *range(max(body.last - 3, stop), min(body.last + 8, len(page.segments)))]


def _doubts(moment: datetime, stamp: tuple[datetime, bool] | None) -> tuple[str, ...]:
    if stamp and abs(moment - stamp[0]) > timedelta(days=3):
        return (f"the address says {stamp[0]:%d/%m/%Y}, the page {moment:%d/%m/%Y}",)
    return ()
