"""Second step: Page → Article, in a worker process."""

from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.items import Article, Extracted, Page
from crawler.workers import ExtractionPool


class ExtractPipeline:
    """Hands each page to the pool of workers; a page that hangs or crashes one becomes a `Failure`."""

    def __init__(self, pool: ExtractionPool) -> None:
        self._pool = pool

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        return cls(
            ExtractionPool(
                processes=settings.getint("EXTRACTION_PROCESSES"),
                timeout=settings.getfloat("EXTRACTION_TIMEOUT"),
                pages_per_worker=settings.getint("EXTRACTION_PAGES_PER_WORKER"),
                memory=settings.getint("EXTRACTION_MEMORY"),
            )
        )

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, Page):
            return item
        outcome = await self._pool.extract(item)
        return Extracted(item, outcome) if isinstance(outcome, Article) else outcome

    def close_spider(self) -> None:
        self._pool.close()
