"""A crawl that cannot go on: told in one line, whatever else fails with it, and ended."""

import asyncio
import logging
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from crawler.errors import KhoBaoError

logger = logging.getLogger(__name__)

# One full disk stops the WARC files and the database; the crawl tells the first. A future is lost when nobody holds it.
_ending: WeakKeyDictionary[Crawler, "asyncio.Future[None] | None"] = WeakKeyDictionary()


def give_up(crawler: Crawler, error: KhoBaoError, reason: str) -> None:
    """Tell the error and close the spider with `reason`; of a crawl that is given up already it is told for debugging.

    To be called on the event loop.
    """
    if crawler in _ending:
        logger.debug("%s", error)
        return
    logger.error("%s", error)
    _ending[crawler] = None
    engine = crawler.engine
    if engine is not None and engine.running:
        _ending[crawler] = asyncio.ensure_future(engine.close_spider_async(reason=reason))


def given_up(crawler: Crawler) -> bool:
    """Whether the crawl met an error after which it could not go on, be it while it closed its files."""
    return crawler in _ending
