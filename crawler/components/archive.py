"""One archive a crawl, reached by every component through one database thread.

Articles that wait while a transaction commits go into the next one together: a commit costs more than an article.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar
from uuid import uuid4

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest

from crawler.archive import Archive, Stored
from crawler.components.frontier import CrawlFrontier
from crawler.components.giving_up import give_up
from crawler.components.memories import SiteMemories
from crawler.errors import ArchiveUnusable
from crawler.frontier import Frontier
from crawler.items import Failure, Fingerprinted, Page, Recurring

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
Waiting = tuple[Fingerprinted, asyncio.Future[Stored]]
UNUSABLE = "archive-unusable"  # the reason that such a crawl ends with
_LEAST_AHEAD = 8  # pages of a site in memory: enough that none waits for the database, few for a crash to undo
MOST_AT_ONCE = 64  # articles a transaction: beyond this the commit's share is already small


class ArchiveLost(CloseSpider, IgnoreRequest):
    """The archive has stopped working, and that is told already.

    Of a spider Scrapy takes it as its end, of a downloader middleware as the end of a request: no traceback in either.
    """

    def __init__(self) -> None:
        super().__init__(UNUSABLE)


class ArchiveExtension:
    """Opens the archive before the crawl and closes it after; calls run one after another off the event loop.

    When the archive stops working (a full disk, a lost database) the crawl ends with the reason `archive-unusable`.
    """

    def __init__(self, database_url: str, archive_dir: str, crawler: Crawler, ahead: int) -> None:
        self._crawler = crawler
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._archive = self._thread.submit(Archive.open, database_url, Path(archive_dir)).result()
        self._frontier = Frontier(self._archive.database, _owner())
        self._thread.submit(self._frontier.begin).result()
        self.frontier = CrawlFrontier(self._frontier, self._asked, crawler, ahead)
        self._waiting: list[Waiting] = []
        self._storing: asyncio.Future[None] | None = None
        self._memories = SiteMemories(lambda site: self._call(lambda: self._archive.learned(site)))
        self.broken: ArchiveUnusable | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        ahead = max(_LEAST_AHEAD, 4 * settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        extension = cls(settings["DATABASE_URL"], settings["ARCHIVE_DIR"], crawler, ahead)
        crawler.signals.connect(extension.close, signals.engine_stopped)
        return extension

    async def store(self, item: Fingerprinted) -> Stored:
        """Store one article, with others that wait, in one transaction. Raises ArchiveUnusable."""
        done: asyncio.Future[Stored] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.ensure_future(self._store_waiting())
        return await done

    async def confirm(self, page: Page) -> bool:
        """As `Archive.confirm`. Raises ArchiveUnusable."""
        return await self._call(lambda: self._archive.confirm(page, self._frontier.ticking([page.ticket])))

    async def fail(self, failure: Failure) -> None:
        await self._call(lambda: self._archive.fail(failure, self._frontier.ticking_failed(failure)))

    async def begin_visit(self, site: str, ways: Iterable[str], unless_since: datetime) -> set[str] | None:
        """As `Archive.begin_visit`, in this crawl's share of the work."""
        return await self._asked(lambda: self._archive.begin_visit(site, ways, unless_since))

    async def end_visit(self, site: str, ways: Iterable[str]) -> None:
        await self._asked(lambda: self._archive.end_visit(site, ways))

    async def ask(self, question: Callable[[Archive], Result]) -> Result:
        """What `question` answers, called with the archive on its thread. Raises ArchiveLost."""
        return await self._asked(lambda: question(self._archive))

    async def recurring(self, site: str) -> Recurring:
        """The texts that recur on a site, as its archived pages tell."""
        return await self._memories.recurring(site)

    async def close(self) -> None:
        if self.broken is None:
            with suppress(CloseSpider, ArchiveUnusable):  # told where it is first met
                await self.frontier.close()
        with suppress(ArchiveUnusable):
            await self._call(self._archive.close)
        self._thread.shutdown()

    async def _store_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                await self._store_batch(batch)
            except ArchiveUnusable as error:
                _refuse(batch, error)
            except Exception as error:  # one article the database refuses must not take its neighbours along
                logger.debug("stored one by one after: %s", error)
                await self._store_singly(batch)

    async def _store_batch(self, batch: Sequence[Waiting]) -> None:
        items = [item for item, _ in batch]
        within = self._frontier.ticking(item.page.ticket for item in items)
        all_stored = await self._call(lambda: self._archive.store_many(items, within))
        for (item, done), stored in zip(batch, all_stored, strict=True):
            self._memories.observe(item.page.site, item.observation)
            done.set_result(stored)

    async def _store_singly(self, batch: Sequence[Waiting]) -> None:
        for item, done in batch:
            try:
                await self._store_batch([(item, done)])
            except Exception as error:  # handed to the pipeline that waits for this very article
                _refuse([(item, done)], error)

    async def _call(self, work: Callable[[], Result]) -> Result:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, work)
        except ArchiveUnusable as error:
            self._give_up(error)
            raise

    async def _asked(self, work: Callable[[], Result]) -> Result:
        """For spiders and middlewares. Raises ArchiveLost."""
        try:
            return await self._call(work)
        except ArchiveUnusable as error:
            raise ArchiveLost from error

    def _give_up(self, error: ArchiveUnusable) -> None:
        if self.broken is None:
            self.broken = error
            give_up(self._crawler, error, UNUSABLE)


def _owner() -> str:
    """A name for this crawl that no other one has, and that tells a person where it runs."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def _refuse(batch: Sequence[Waiting], error: Exception) -> None:
    for _, done in batch:
        done.set_exception(error)
