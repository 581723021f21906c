"""What the last visit left of a listing, and what follows for the next: ask at all, ask with conditions, read again.

A server's `ETag` and `Last-Modified` are believed only where they have been seen to change together with the body, and
every AUDIT_EVERY-th answer is asked for in full all the same: Media Cloud, which polls about 180,000 feeds, gave
conditional requests up because some servers send one ETag for ever.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal

from crawler.dates import VIETNAM
from crawler.discovery.shards import span_of
from crawler.items import WarcRef
from crawler.sites import Site

AUDIT_EVERY = 8
"""Of that many answers one is asked for in full: with hourly visits a lie lives a working day, and most feeds hold more
than that; seven eighths of what conditions save are kept."""

_READING = "1"  # raised when what a listing's bytes give changes: then all are read anew
_CLOSED_AFTER = timedelta(days=1)  # after a shard's last day: some papers cut at midnight UTC
_AUDIT_SHARD = timedelta(days=1)  # a shard that may still grow is asked daily, whatever its <lastmod> says
_VALIDATOR_LIMIT = 500  # characters; longer ones are no validators

_FEWEST = 3  # shards that tell when their index was made

Trust = Literal["unproven", "proven", "refuted"]


@dataclass(frozen=True, slots=True)
class Remembered:
    """The last full answer of one listing; `digest` is of its decoded body, "" when it was missing (404).

    `rules` names what of the site file decided on its entries; `lastmod` is what the index said of it when it was read,
    `conditional` how many answers in a row were asked for with conditions, `warc` the record of the last 200.
    """

    url: str
    site: str
    rules: str
    digest: str
    asked_at: datetime
    changed_at: datetime
    etag: str = ""
    last_modified: str = ""
    trust: Trust = "unproven"
    conditional: int = 0
    lastmod: datetime | None = None
    warc: WarcRef | None = None


def digest_of(body: bytes) -> str:
    """SHA-256 of a decoded body, in hexadecimal."""
    return sha256(body).hexdigest()


def rules_of(site: Site, since: date | None, until: date | None) -> str:
    """A short name of all that decides which entries of a listing are wanted."""
    deciding = (_READING, site.domains, site.article_url, site.deny, since, until)
    return sha256(repr(deciding).encode()).hexdigest()[:16]


def validator(header: bytes | None) -> str:
    """An `ETag` or `Last-Modified` as text; "" for none and for what cannot be sent back."""
    text = (header or b"").decode("latin-1").strip()
    return text if text.isprintable() and len(text) <= _VALIDATOR_LIMIT else ""


def conditions(known: Remembered) -> dict[str, str]:
    """The headers that ask for the body only if it has changed; none where that is not to be trusted or is audited."""
    if known.trust != "proven" or known.conditional >= AUDIT_EVERY - 1:
        return {}
    pairs = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in pairs.items() if value}


def confirmed(known: Remembered, at: datetime, lastmod: datetime | None) -> Remembered:
    """After a 304."""
    return replace(known, asked_at=at, lastmod=lastmod, conditional=known.conditional + 1)


def answered(known: Remembered | None, now: Remembered) -> Remembered:
    """After a full answer `now`: what is to be remembered, with what it proves of the server's validators."""
    if known is None or not known.digest:
        return now
    if now.digest == known.digest:
        return replace(now, changed_at=known.changed_at, trust=known.trust, warc=known.warc or now.warc)
    return replace(now, trust="refuted" if known.trust == "refuted" or _stood_still(known, now) else "proven")


def is_due(known: Remembered, url: str, lastmod: datetime | None, now: datetime, *, rebuilt: bool) -> bool:
    """Whether a shard that was read before is to be asked for again.

    `lastmod` is what its index says today; `rebuilt` that the index gives one moment to all its shards, which is when
    it was made (bocongan.gov.vn). A shard whose days have ended is done; a missing one is tried again on the next day.
    """
    if not known.digest:
        return _day(now) > _day(known.asked_at)
    closed = _closed(url, known.asked_at)
    if lastmod is not None and lastmod == known.lastmod and _is_past(lastmod, known.asked_at):
        return not closed and now - known.asked_at >= _AUDIT_SHARD
    return not (closed and (lastmod is None or rebuilt))


def is_rebuilt(lastmods: list[datetime | None]) -> bool:
    """True when all shards of an index, three or more, changed within one minute: that is when it was made."""
    times = [time for time in lastmods if time is not None]
    return len(times) == len(lastmods) >= _FEWEST and max(times) - min(times) < timedelta(minutes=1)


def _stood_still(known: Remembered, now: Remembered) -> bool:
    """A validator that is what it was though the body is not. `If-None-Match` goes before: both must have moved."""
    pairs = ((known.etag, now.etag), (known.last_modified, now.last_modified))
    return any(before and before == after for before, after in pairs)


def _is_past(lastmod: datetime, asked_at: datetime) -> bool:
    """True when no later change could carry the same `lastmod`: a bare day stands for all of its changes."""
    local = lastmod.astimezone(VIETNAM)
    bare = (local.hour, local.minute, local.second) == (0, 0, 0)
    return lastmod + (timedelta(days=1) if bare else timedelta(seconds=1)) <= asked_at


def _closed(url: str, asked_at: datetime) -> bool:
    """True when the shard was read after the days of its name had ended."""
    span = span_of(url)
    return span is not None and _day(asked_at - _CLOSED_AFTER) > span.last


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()
