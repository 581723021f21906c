"""At the end of a crawl: the figures of each site that was visited, and the alarms that follow from them."""

import logging
from datetime import UTC, datetime
from typing import Self

from scrapy import Spider, signals
from scrapy.crawler import Crawler

from crawler.alarms.telling import hand_over, line
from crawler.alarms.values import Notice
from crawler.components.archive import ArchiveExtension, ArchiveLost
from crawler.components.progress import by_site
from crawler.sites import Site

logger = logging.getLogger(__name__)


class Watch:
    """Scrapy extension: concludes the visits of a spider's `watched` sites, those that it came to, and tells alarms."""

    def __init__(self, crawler: Crawler, command: str) -> None:
        self._crawler = crawler
        self._command = command
        self._began = datetime.now(UTC)
        self._first = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        watch = cls(crawler, crawler.settings["ALARM_COMMAND"])
        crawler.signals.connect(watch.begin, signals.spider_opened)
        crawler.signals.connect(watch.end, signals.spider_closed)
        return watch

    @property
    def _archive(self) -> ArchiveExtension:
        archive = self._crawler.get_extension(ArchiveExtension)
        if archive is None:
            raise ValueError("Watch needs crawler.components.archive.ArchiveExtension in EXTENSIONS")
        return archive

    async def begin(self) -> None:
        """Note where the archive stands."""
        self._began = datetime.now(UTC)
        try:
            self._first = await self._archive.ask(lambda archive: archive.next_number())
        except ArchiveLost:
            logger.debug("the archive was lost before the crawl began; that is told already")

    async def end(self, spider: Spider) -> None:
        """Conclude the visits; of an archive that was lost on the way nothing can be said."""
        stats = self._crawler.stats.get_stats() if self._crawler.stats is not None else {}
        visited = by_site(stats)
        for site in getattr(spider, "watched", ()):
            if self._archive.broken is None and site.id in visited:
                await self._conclude(site)

    async def _conclude(self, site: Site) -> None:
        listings = {*site.feeds, *site.sitemaps, *site.sections}
        try:
            told = await self._archive.ask(lambda one: one.conclude(site.id, self._began, self._first, listings))
        except ArchiveLost:
            return  # told where it is first met
        for notice in told:
            await self._tell(notice)

    async def _tell(self, notice: Notice) -> None:
        logger.warning("%s", line(notice))
        if self._command and (trouble := await hand_over(self._command, notice)):
            logger.warning("%s", trouble)
