"""Alarms as the daemon sees them: those that its visits raised, and those of the archive itself."""

import logging
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.alarms.house import House
from crawler.alarms.telling import line
from crawler.archive import Keeper
from crawler.daemon.messenger import Messenger
from crawler.daemon.plans import Plan
from crawler.errors import ArchiveUnusable

logger = logging.getLogger(__name__)

_EVERY = timedelta(minutes=10)


class Lookout:
    """Tells in the daemon's log, and `messenger` of alarms of the archive: visits tell of those of their sites."""

    def __init__(self, keeper: Keeper, folder: Path, messenger: Messenger) -> None:
        self._keeper = keeper
        self._folder = folder
        self._messenger = messenger
        self._started = self._next = datetime.now(UTC)

    def after_visit(self, sites: Iterable[str], began: datetime) -> None:
        """Log what the visit of these sites raised or cleared."""
        try:
            told = self._keeper.alarms_since(began)
        except ArchiveUnusable as error:
            logger.warning("%s: what this visit raised is not known", error)
            return
        mine = set(sites)
        for notice in told:
            if notice.alarm.site in mine:
                logger.warning("%s", line(notice))

    def look(self, plans: Iterable[Plan]) -> None:
        """Every ten minutes: room on the disk, visits that are late, visits that break; while nothing is being written.

        What is late because the daemon was not there is no news: lateness counts from its start.
        """
        now = datetime.now(UTC)
        if now < self._next:
            return
        self._next = now + _EVERY
        asked = [plan for plan in plans if plan.way != "recheck"]
        due = min((plan.next_at for plan in asked), default=now)
        broken = {site: max(p.troubles for p in asked if p.site == site) for site in {plan.site for plan in asked}}
        try:
            disk = shutil.disk_usage(self._folder)
            told = self._keeper.look_after(House(now, disk.free, disk.total, now - max(due, self._started), broken))
        except (ArchiveUnusable, OSError) as error:
            logger.warning("%s", error)
            return
        for notice in told:
            logger.warning("%s", line(notice))
        self._messenger.tell(told)
