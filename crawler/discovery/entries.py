"""What a feed or sitemap says of one page, and the times it prints."""

import html
import re
from dataclasses import dataclass
from datetime import datetime

from crawler.dates import parse_machine

_TITLE_LIMIT = 500
_TIME_LIMIT = 100  # characters; the search for dates in prose must not run over a page
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")


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
    """An ISO 8601, RFC 822 or day-first time, in Vietnam time; None for none, and for a year no paper can mean."""
    return parse_machine(text[:_TIME_LIMIT]) if text else None
