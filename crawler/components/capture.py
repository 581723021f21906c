"""Raw capture: every answer of every server is in a WARC file before any other part of the crawl sees it."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urldefrag

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers as ScrapyHeaders
from scrapy.http import Request, Response
from scrapy.settings import BaseSettings

from crawler.components.giving_up import give_up
from crawler.errors import NotRecorded
from crawler.items import WarcRef
from crawler.warc import Exchange, Headers, Truncated, WarcWriter, repair

logger = logging.getLogger(__name__)
UNWRITABLE = "warc-unwritable"  # the reason that a crawl ends with which cannot be recorded

# What Scrapy's flags on a response say about a body that is not whole.
_TRUNCATED: dict[str, Truncated] = {"dataloss": "disconnect", "download_stopped": "unspecified"}


class Unrecorded(NotRecorded, IgnoreRequest):
    """NotRecorded for Scrapy: it is told once here, so Scrapy prints no traceback, not even for a robots.txt."""


class RawCapture:
    """Downloader middleware, the lowest of all: bodies are as served, still in their Content-Encoding.

    Sets `request.meta["fetched_at"]`, when the request was sent, and, once the record is with the operating system,
    `request.meta["warc"]`, its WarcRef. `request.meta["warc_earlier"]` may bring that of an earlier fetch of the URL.
    A response that cannot be recorded is not passed on: the request ends with Unrecorded, the crawl with the reason
    `warc-unwritable`.
    """

    def __init__(self, writer: WarcWriter, crawler: Crawler) -> None:
        self._writer = writer
        self._crawler = crawler
        # One thread: records of one file cannot interleave, and compression leaves the event loop free.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="warc")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Repair what a crash left, then open. Raises NotRecorded when ARCHIVE_DIR cannot be written."""
        directory = Path(crawler.settings["ARCHIVE_DIR"]) / "warc"
        writer = _writer(directory, crawler.settings)
        for repaired in repair(directory):
            logger.warning("WARC repair: %s", repaired)
        capture = cls(writer, crawler)
        crawler.signals.connect(capture.date, signals.headers_received)
        crawler.signals.connect(capture.close, signals.engine_stopped)
        return capture

    def process_request(self, request: Request) -> None:
        """A retry starts as a copy of the request; it must not carry the reference of the attempt before."""
        request.meta.pop("warc", None)
        request.meta.pop("fetched_at", None)

    def date(self, request: Request) -> None:
        """Note when the request was sent. WARC-Date is that moment; Scrapy tells the seconds since, not the moment."""
        latency = timedelta(seconds=request.meta.get("download_latency", 0))
        request.meta["fetched_at"] = datetime.now(UTC) - latency

    async def process_response(self, request: Request, response: Response) -> Response:
        """The response itself, once its record is written. Raises Unrecorded."""
        if not request.url.startswith(("http:", "https:")):
            return response
        exchange = _exchange(request, response)
        try:
            ref = await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.write, exchange)
        except NotRecorded as error:
            if self._crawler.stats is not None:
                self._crawler.stats.inc_value("warc/not_recorded")
            give_up(self._crawler, error, UNWRITABLE)
            raise Unrecorded(str(error)) from error
        request.meta["warc"] = ref
        return response

    async def close(self) -> None:
        """Take `.open` off the last file."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._writer.close)
        except NotRecorded as error:
            give_up(self._crawler, error, UNWRITABLE)
        self._thread.shutdown()


def _writer(directory: Path, settings: BaseSettings) -> WarcWriter:
    return WarcWriter(
        directory,
        software=f"{settings['USER_AGENT'].split(' ')[0]} Scrapy/{scrapy.__version__}",
        operator=settings["OPERATOR"] or settings["CONTACT"],
        robots="classic" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        user_agent=settings["USER_AGENT"],
    )


def _exchange(request: Request, response: Response) -> Exchange:
    earlier = request.meta.get("warc_earlier")
    return Exchange(
        url=urldefrag(request.url).url,
        method=request.method,
        request_headers=_pairs(request.headers),
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        fetched_at=request.meta.get("fetched_at") or datetime.now(UTC),
        request_body=request.body,
        protocol=response.protocol or "HTTP/1.1",
        ip=str(response.ip_address) if response.ip_address else None,
        truncated=next((_TRUNCATED[flag] for flag in response.flags if flag in _TRUNCATED), None),
        earlier=earlier if isinstance(earlier, WarcRef) else None,
    )


def _pairs(headers: ScrapyHeaders) -> Headers:
    return tuple((name, value) for name, values in headers.items() for value in values)
