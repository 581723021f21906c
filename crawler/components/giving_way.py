"""A crawl that others wait for ends soon: on SIGUSR1 it asks for no more pages, and comes to its end in order."""

import asyncio
import logging
import signal
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.components.archive import ArchiveExtension

logger = logging.getLogger(__name__)


class GivingWay:
    """Scrapy extension. Listings that were asked for are still read, and the few pages on their way archived."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler)
        crawler.signals.connect(extension.listen, signals.engine_started)
        return extension

    def listen(self) -> None:
        """Called on the event loop, of the main thread."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self._give_way)

    def _give_way(self) -> None:
        archive = self._crawler.get_extension(ArchiveExtension)
        if archive is not None:
            logger.info("giving way to other sites: what is left waits for the next crawl")
            archive.frontier.give_way()
