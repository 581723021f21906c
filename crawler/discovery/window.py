"""The days that a crawl asks for: `since` and `until`, both included."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.dates import VIETNAM
from crawler.discovery.entries import Entry
from crawler.discovery.shards import span_of
from crawler.discovery.sitemaps import Shard
from crawler.errors import BadInput

_DAY = timedelta(days=1)  # shards of some papers are cut at midnight UTC
_PATH_DATE = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-])")
# VCCorp ids are times: tuoitre -20251103010447602.htm, cafef -188260307071033787.chn (188, two digits of the year, …)
_LONG_ID = re.compile(r"-((?:19|20)\d{2})(\d{2})(\d{2})(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{3}\.")
_SHORT_ID = re.compile(r"-188(\d{2})(\d{2})(\d{2})(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{3}\.")


@dataclass(frozen=True, slots=True)
class Window:
    """What is listed with a date outside is not fetched; what has no date is."""

    since: date | None = None
    until: date | None = None

    @classmethod
    def parse(cls, since: str | None, until: str | None) -> "Window":
        """From `YYYY-MM-DD` texts. Raises BadInput for another form and for a window that ends before it starts."""
        window = cls(_day("since", since), _day("until", until))
        if window.since and window.until and window.until < window.since:
            raise BadInput(f"until={until} lies before since={since}; swap them")
        return window

    @property
    def is_open(self) -> bool:
        return self.since is None and self.until is None

    def admits(self, entry: Entry) -> bool:
        """True unless the entry's date, printed or in its URL, lies outside.

        A change after `until` says nothing of when the article appeared; one before `since` says that it is older.
        """
        published = _published(entry)
        if published is not None:
            return self._holds(published, published)
        return not self._older(entry.updated_at)

    def admits_shard(self, shard: Shard) -> bool:
        """True unless the shard's name or last change says that it holds nothing of the window."""
        span = span_of(shard.url)
        if span is not None:
            return self._holds(span.first - _DAY, span.last + _DAY)
        return not self._older(shard.modified_at)

    def _holds(self, first: date, last: date) -> bool:
        return not (self.since and last < self.since) and not (self.until and first > self.until)

    def _older(self, changed: datetime | None) -> bool:
        return bool(self.since and changed and changed.astimezone(VIETNAM).date() < self.since)


def day_of(entry: Entry) -> date | None:
    """The day in Viet Nam that a listing gives an article: printed, in its URL, or that of its last change."""
    changed = entry.updated_at.astimezone(VIETNAM).date() if entry.updated_at else None
    return _published(entry) or changed


def date_in(url: str) -> date | None:
    """The day in an article's URL: a path such as /2025/11/03/ or a VCCorp id that is a time."""
    for pattern, century in ((_PATH_DATE, ""), (_LONG_ID, ""), (_SHORT_ID, "20")):
        found = pattern.search(url)
        if found is not None:
            year, month, day = found.groups()
            try:
                return date(int(century + year), int(month), int(day))
            except ValueError:
                continue
    return None


def _published(entry: Entry) -> date | None:
    return entry.published_at.astimezone(VIETNAM).date() if entry.published_at else date_in(entry.url)


def _day(name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=VIETNAM).date()
    except ValueError:
        raise BadInput(f"{name}={text} is no date; write YYYY-MM-DD") from None
