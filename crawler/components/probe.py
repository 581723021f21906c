"""A few questions to live sites outside a crawl, with all of a crawl's manners and none of its archive."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, TextResponse
from scrapy.settings import Settings

from crawler.components.failures import KNOWN, reason_of
from crawler.discovery.asking import Answer, Ask, Refusal
from crawler.sites import Site

_REFUSED: tuple[type[BaseException], ...] = (
    *KNOWN,
    IgnoreRequest,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
)
_WITHOUT_ARCHIVE: dict[str, Any] = {
    "ITEM_PIPELINES": {},
    "RETRY_TIMES": 1,
    "LOG_LEVEL": "CRITICAL",
    "LOGSTATS_INTERVAL": 0,
}


Work = Callable[[Ask], Coroutine[Any, Any, None]]


class Probe(Spider):
    """Runs one coroutine that asks addresses one after another; robots, delays and guards are those of a crawl."""

    name = "probe"

    def __init__(self, work: Work, sites: Sequence[Site]) -> None:
        super().__init__()
        self.sites = tuple(sites)
        self.done: asyncio.Future[None] | None = None
        self._work = work

    async def start(self) -> AsyncIterator[Any]:
        self.done = asyncio.ensure_future(self._work(self._ask))
        await asyncio.wait([self.done])
        return
        yield  # Scrapy wants a generator, and there is nothing to schedule

    async def _ask(self, url: str) -> Answer | Refusal:
        engine = self.crawler.engine
        if engine is None:
            raise RuntimeError("the probe asks before its crawl has begun")
        try:
            response = await engine.download_async(Request(url, dont_filter=True))
        except _REFUSED as error:
            return Refusal(*reason_of(error))
        encoding = response.encoding if isinstance(response, TextResponse) else None
        return Answer(response.url, response.status, response.body, encoding)


def ask_sites(settings: Settings, sites: Sequence[Site], work: Work) -> None:
    """Run `work` to its end. Raises what it raises. Once a process: a reactor cannot start twice."""
    quiet = settings.copy()
    quiet.setdict(_WITHOUT_ARCHIVE, priority="cmdline")
    for group, mark in (("EXTENSIONS", ".archive."), ("DOWNLOADER_MIDDLEWARES", ".capture.")):
        components = {name: order for name, order in quiet.getdict(group).items() if mark not in name}
        quiet.set(group, components, priority="cmdline")
    process = AsyncCrawlerProcess(quiet)
    crawler = process.create_crawler(Probe)
    task = process.crawl(crawler, work=work, sites=sites)
    process.start()
    task.result()
    if isinstance(crawler.spider, Probe) and crawler.spider.done is not None:
        crawler.spider.done.result()
