"""What a feed or sitemap says of one page, and the times it prints."""

import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

VIETNAM = timezone(timedelta(hours=7))
_TITLE_LIMIT = 500
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_DAY_FIRST = re.compile(r"\b(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:\D+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed page. Times are aware and None when not given or not readable."""

    url: str
    title: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None


def clean_title(text: str) -> str:
    """A title on one line, out of doubled CDATA and doubled entities (thanhnien.vn wraps both twice)."""
    plain = html.unescape(html.unescape(_CDATA.sub("", text)))
    return " ".join(plain.split())[:_TITLE_LIMIT]


def clean_url(text: str) -> str:
    """An address without blanks and doubled hosts (vnanet.vn: `https://vnanet.vnhttps://vnanet.vn/…`)."""
    url = "".join(_CDATA.sub("", text).split())
    doubled = max(url.rfind("http://"), url.rfind("https://"))
    return url[doubled:] if doubled > 0 and not re.search(r"[?=#]", url[:doubled]) else url


def parse_time(text: str) -> datetime | None:
    """An RFC 822, ISO 8601 or day-first time; one without a zone means +07:00."""
    stripped = text.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime, _day_first):
        try:
            time = read(stripped)
            return time if time.tzinfo is not None else time.replace(tzinfo=VIETNAM)
        except (ValueError, OverflowError):
            continue
    return None


def _day_first(text: str) -> datetime:
    found = _DAY_FIRST.search(text)
    if found is None:
        raise ValueError(text)
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)
