"""The net under the whole path: what our own code could not handle is a row and a count, never only a traceback."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure as Trouble

from crawler.components.archive import ArchiveExtension
from crawler.errors import ArchiveUnusable, Reason
from crawler.items import Extracted, Failure, Fingerprinted, NotModified, Page

logger = logging.getLogger(__name__)

_DETAIL_LIMIT = 300
_UNKNOWN_SITE = "unknown"


class InternalErrors:
    """Scrapy extension: an exception in a spider's callback or a pipeline's step becomes a Failure of the page.

    Scrapy alone logs it, and the page is in no report. The reason is not final: the next run asks again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._writing: set[asyncio.Future[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        errors = cls(crawler)
        crawler.signals.connect(errors.spider_error, signals.spider_error)
        crawler.signals.connect(errors.item_error, signals.item_error)
        crawler.signals.connect(errors.finish, signals.spider_closed)
        return errors

    def spider_error(self, failure: Trouble, response: Response | Trouble) -> None:
        request: Request | None = getattr(response, "request", None)
        if request is not None:
            told = request.cb_kwargs.get("found") or request.cb_kwargs.get("listing")
            site = told.site.id if told is not None else _UNKNOWN_SITE
            self._note(failure, request.url, site, told.by if told is not None else "")

    def item_error(self, item: Any, failure: Trouble) -> None:
        page = item.page if isinstance(item, Extracted | Fingerprinted | NotModified) else item
        if isinstance(page, Page | Failure):
            self._note(failure, page.url, page.site, page.found_by, page.requested_url)

    async def finish(self) -> None:
        """Wait for the rows, while the archive is still open."""
        await asyncio.gather(*self._writing)

    def _note(self, failure: Trouble, url: str, site: str, found_by: str, requested_url: str = "") -> None:
        error = failure.value
        archive = self._crawler.get_extension(ArchiveExtension)
        if isinstance(error, ArchiveUnusable) or archive is None:
            return  # the archive has told it and ends the crawl
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:_DETAIL_LIMIT]
        row = Failure(url, site, Reason.INTERNAL, detail, datetime.now(UTC), found_by, requested_url=requested_url)
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"failure/{row.reason}")
            self._crawler.stats.inc_value(f"site/{site}/failure/{row.reason}")
        writing = asyncio.ensure_future(_write(archive, row))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)


async def _write(archive: ArchiveExtension, row: Failure) -> None:
    try:
        await archive.fail(row)
    except Exception as error:  # nothing stands below this net; the count and the exit status tell it all the same
        logger.error("%s: not noted as %s: %s", row.url, row.reason, error)
