"""Second step: Page → Article, in a worker process."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.components.archive import ArchiveExtension
from crawler.errors import ArchiveUnusable
from crawler.items import Page
from crawler.workers import ExtractionPool


class ExtractPipeline:
    """Hands each page, with what its site taught, to the workers; one that hangs or crashes them is a `Failure`."""

    def __init__(self, pool: ExtractionPool, archive: ArchiveExtension) -> None:
        self._pool = pool
        self._archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        archive = crawler.get_extension(ArchiveExtension)
        if archive is None:
            raise ValueError("ExtractPipeline needs crawler.components.archive.ArchiveExtension in EXTENSIONS")
        pool = ExtractionPool(
            processes=settings.getint("EXTRACTION_PROCESSES"),
            timeout=settings.getfloat("EXTRACTION_TIMEOUT"),
            pages_per_worker=settings.getint("EXTRACTION_PAGES_PER_WORKER"),
            memory=settings.getint("EXTRACTION_MEMORY"),
        )
        return cls(pool, archive)

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, Page):
            return item
        try:
            recurring = await self._archive.recurring(item.site)
        except ArchiveUnusable as error:
            raise DropItem(str(error), log_level="DEBUG") from error
        return await self._pool.extract(item, recurring)

    def close_spider(self) -> None:
        self._pool.close()
