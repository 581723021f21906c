"""Alarms of the archive itself: its disk, visits that come late, visits that break."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.alarms.values import Alarm, Finding

_FULL, _ROOM = 0.05, 0.08  # of the disk that is free: below one it is told, above the other it is over
_BYTES_LEFT = 1 << 30
_LATE, _ON_TIME = timedelta(hours=2), timedelta(minutes=30)
_BROKEN = 3  # visits in a row


@dataclass(frozen=True, slots=True)
class House:
    """Free and all bytes of the disk; how late the visit is that has waited longest; broken visits in a row by site."""

    now: datetime
    free: int
    size: int
    late: timedelta
    broken: Mapping[str, int]


def findings(house: House, standing: Sequence[Alarm]) -> Iterator[tuple[str, Finding]]:
    """By site; "" is the archive."""
    yield from (("", found) for found in (_disk(house), _lag(house)) if found is not None)
    for site, times in house.broken.items():
        if times >= _BROKEN:
            advice = f"read the last logs in ARCHIVE_DIR/daemon; try `scrapy crawl news -a site={site}`"
            evidence = f"the last {times} visits crashed or were killed"
            yield site, Finding("visits-broken", "", True, house.now, evidence, advice)
    for alarm in standing:
        if alarm.kind == "visits-broken" and not house.broken.get(alarm.site):
            yield alarm.site, Finding("visits-broken", "", False, house.now)


def _disk(house: House) -> Finding | None:
    if house.free < max(_FULL * house.size, min(_BYTES_LEFT, house.size / 2)):
        evidence = f"{house.free / 1e9:.1f} GB of {house.size / 1e9:.0f} GB are free; a full disk stops every crawl"
        return Finding("disk", "", True, house.now, evidence, "make room, or move the oldest WARC files away")
    return Finding("disk", "", False, house.now) if house.free > _ROOM * house.size else None


def _lag(house: House) -> Finding | None:
    if house.late > _LATE:
        evidence = f"a visit has been due for {house.late.total_seconds() / 3600:.1f} h"
        advice = "fewer sites, more `--processes` (PostgreSQL), or end what writes to the archive beside the daemon"
        return Finding("lag", "", True, house.now - house.late, evidence, advice)
    return Finding("lag", "", False, house.now) if house.late < _ON_TIME else None
