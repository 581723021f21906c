"""What is shown, as it was at one moment."""

import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crawler.alarms.values import Alarm
from crawler.archive import Planned
from crawler.archive.daemon.overview import Overview, overview
from crawler.archive.database.engine import Database
from crawler.dates import VIETNAM
from crawler.frontier import Left, left

DAYS = 30
"""Days that charts show, today included."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from; `names` gives the sites that are visited, name by id."""

    database_url: str
    archive_dir: Path
    names: Callable[[], Mapping[str, str]]
    alarms: Callable[[], Iterable[Alarm]] = tuple


@dataclass(frozen=True, slots=True)
class Site:
    """One paper: its articles, those of each of the last DAYS days, its queue and its visits."""

    id: str
    name: str
    articles: int
    days: tuple[int, ...]
    waiting: int
    failed: int
    given_up: int
    last_at: datetime | None
    next_at: datetime | None
    outcome: str
    troubles: int

    @property
    def today(self) -> int:
        return self.days[-1]


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes: of the database, of WARC files, and of the file system that ARCHIVE_DIR lies on."""

    database: int
    warc: int
    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures of one moment, which took so many seconds to gather; `days` are those of the charts."""

    at: datetime
    seconds: float
    sites: tuple[Site, ...]
    days: tuple[date, ...]
    disk: Disk
    alarms: tuple[Alarm, ...]

    @property
    def articles(self) -> int:
        return sum(site.articles for site in self.sites)

    @property
    def waiting(self) -> int:
        return sum(site.waiting for site in self.sites)

    @property
    def totals(self) -> tuple[int, ...]:
        """Articles of all papers, day by day."""
        return tuple(map(sum, zip(*(site.days for site in self.sites), strict=True))) or (0,) * len(self.days)


def take(source: Source) -> Snapshot:
    """The figures of this moment. Raises ArchiveUnusable."""
    started, now = time.perf_counter(), datetime.now(VIETNAM)
    days = tuple(now.date() - timedelta(days=back) for back in reversed(range(DAYS)))
    database = Database.open(source.database_url, write=False)
    try:
        found, queue = overview(database, days[0]), left(database)
    finally:
        database.close()
    sites = _sites(found, queue, source.names(), days)
    disk, alarms = _disk(source.archive_dir, found.size), tuple(source.alarms())
    return Snapshot(now, time.perf_counter() - started, sites, days, disk, alarms)


def _sites(
    found: Overview, queue: Mapping[str, Left], names: Mapping[str, str], days: tuple[date, ...]
) -> tuple[Site, ...]:
    planned: dict[str, list[Planned]] = {}
    for plan in found.planned:
        planned.setdefault(plan.site, []).append(plan)

    def site(id_: str) -> Site:
        plans, waiting, counts = planned.get(id_, []), queue.get(id_, Left()), found.days.get(id_, {})
        last = max(plans, key=lambda plan: plan.last_at or _NEVER, default=None)
        return Site(
            id=id_,
            name=names.get(id_) or id_,
            articles=found.articles.get(id_, 0),
            days=tuple(counts.get(day, 0) for day in days),
            waiting=waiting.waiting,
            failed=waiting.failed,
            given_up=waiting.given_up,
            last_at=last.last_at if last else None,
            next_at=min((plan.next_at for plan in plans), default=None),
            outcome=last.outcome if last else "",
            troubles=max((plan.troubles for plan in plans), default=0),
        )

    return tuple(map(site, sorted(names.keys() | found.articles.keys() | queue.keys())))


def _disk(folder: Path, database: int) -> Disk:
    usage = shutil.disk_usage(folder)
    warc = folder / "warc"
    files = warc.iterdir() if warc.is_dir() else ()
    return Disk(database, sum(_size(file) for file in files), usage.free, usage.total)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # closed, and so renamed, since it was listed
        return 0
