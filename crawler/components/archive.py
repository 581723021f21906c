"""One archive a crawl, reached by every component through one database thread."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.archive import Archive, Stored
from crawler.errors import ArchiveUnusable
from crawler.items import Article, Failure, Fingerprint, Page

logger = logging.getLogger(__name__)
Result = TypeVar("Result")


class ArchiveExtension:
    """Opens the archive before the crawl and closes it after; calls run one after another off the event loop.

    When the archive stops working (a full disk, a lost database) the crawl ends with the reason `archive-unusable`.
    """

    def __init__(self, database_url: str, archive_dir: str, crawler: Crawler) -> None:
        self._crawler = crawler
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._archive = self._thread.submit(Archive.open, database_url, Path(archive_dir)).result()
        self.broken: ArchiveUnusable | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler.settings["DATABASE_URL"], crawler.settings["ARCHIVE_DIR"], crawler)
        crawler.signals.connect(extension.close, signals.engine_stopped)
        return extension

    async def store(self, page: Page, article: Article, fingerprint: Fingerprint) -> Stored:
        return await self._call(lambda: self._archive.store(page, article, fingerprint))

    async def fail(self, failure: Failure) -> None:
        await self._call(lambda: self._archive.fail(failure))

    async def known(self, urls: Iterable[str]) -> set[str]:
        return await self._call(lambda: self._archive.known(urls))

    async def close(self) -> None:
        await self._call(self._archive.close)
        self._thread.shutdown()

    async def _call(self, work: Callable[[], Result]) -> Result:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, work)
        except ArchiveUnusable as error:
            self._give_up(error)
            raise

    def _give_up(self, error: ArchiveUnusable) -> None:
        if self.broken is None:
            self.broken = error
            logger.error("%s", error)
            engine = self._crawler.engine
            if engine is not None and engine.running:
                self._ending = asyncio.ensure_future(engine.close_spider_async(reason="archive-unusable"))
