"""Last step: one transaction for what was archived, a row for what was refused."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from crawler.components.archive import ArchiveExtension
from crawler.errors import ArchiveUnusable, Reason
from crawler.items import Failure, Fingerprinted, NotModified, failed


class ArchivePipeline:
    """Stores what arrives and counts the outcome, by site, in Scrapy's stats."""

    def __init__(self, archive: ArchiveExtension, stats: StatsCollector) -> None:
        self._archive = archive
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        archive = crawler.get_extension(ArchiveExtension)
        if archive is None or crawler.stats is None:
            raise ValueError("ArchivePipeline needs crawler.components.archive.ArchiveExtension in EXTENSIONS")
        return cls(archive, crawler.stats)

    async def process_item(self, item: Any) -> Any:
        try:
            if isinstance(item, Failure):
                return await self._refuse(item)
            if isinstance(item, Fingerprinted):
                return await self._store(item)
            if isinstance(item, NotModified):
                return await self._confirm(item)
        except ArchiveUnusable as error:
            raise DropItem(str(error), log_level="DEBUG") from error
        return item

    async def _refuse(self, failure: Failure) -> Failure:
        await self._archive.fail(failure)
        self._count_refused(failure.site, failure.reason)
        return failure

    def _count_refused(self, site: str, reason: Reason) -> None:
        self._stats.inc_value(f"failure/{reason}")
        self._stats.inc_value(f"site/{site}/failure/{reason}")

    async def _confirm(self, item: NotModified) -> NotModified:
        if await self._archive.confirm(item.page):
            self._stats.inc_value("archived/unchanged")
            self._stats.inc_value(f"site/{item.page.site}/archived/unchanged")
        return item

    async def _store(self, item: Fingerprinted) -> Any:
        page = item.page
        try:
            stored = await self._archive.store(item)
        except ArchiveUnusable:
            raise
        except Exception as error:  # an article that the database cannot hold is counted and told, not lost in a log
            detail = f"{type(error).__name__}: {error}".splitlines()[0][:300]
            return await self._refuse(failed(page, Reason.NOT_STORED, detail))
        site = page.site
        if stored.outcome == "taken-down":  # the archive has kept the row of the refusal
            self._count_refused(site, Reason.TAKEN_DOWN)
            return stored
        self._stats.inc_value(f"archived/{stored.outcome}")
        self._stats.inc_value(f"site/{site}/archived/{stored.outcome}")
        self._stats.inc_value(f"site/{site}/copies/{stored.verdict.kind}")
        return stored
