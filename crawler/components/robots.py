"""robots.txt per RFC 9309, where Scrapy's middleware stops short."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from crawler.components.archive import ArchiveExtension
from crawler.sites import host_of

LIFETIME = timedelta(hours=24)  # RFC 9309, 2.4: not longer than 24 hours
MAX_BYTES = 500 * 1024  # RFC 9309, 2.5: at least 500 kibibytes are read
MOST_HOSTS = 1000  # in memory: a paper with a host a reader must not fill it; the archive has the others
_REFUSE_ALL = b"User-agent: *\nDisallow: /\n"


class RobotsDenied(IgnoreRequest):
    """robots.txt forbids the address, or could not be reached."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with six differences (RFC 9309, 2.3.1): a robots.txt that cannot be reached or answers 5xx
    forbids all; 4xx allows all, whatever its body says; rules are read again after a day, and until then later runs use
    them too; a denial has its own name; all requests that wait for a robots.txt are judged by it; memory is bounded.

    429 counts as not reached: who asks for less is not taken at the letter of "4xx". What was not reached is asked for
    again by the next run: a paper whose server was down for a minute is not left out for a day.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._read_at: dict[str, float] = {}  # on the monotonic clock, oldest first
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host, read once however many requests wait for them.

        In Scrapy 2.19 only the first request that waits gets the rules: the others are told that all is allowed.
        """
        netloc = host_of(request.url)
        parts = urlsplit(request.url)._replace(netloc=netloc)  # without a user's name: Scrapy keeps rules by netloc
        async with self._locks[netloc]:
            return await self._fresh_parser(netloc, request.replace(url=parts.geturl()))

    async def _fresh_parser(self, netloc: str, request: Request) -> RobotParser | None:
        if monotonic() - self._read_at.get(netloc, monotonic()) > LIFETIME.total_seconds():
            self._forget(netloc)
        if netloc not in self._parsers:
            await self._recall(netloc, request)
        return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsDenied(str(error)) from None

    async def _recall(self, netloc: str, request: Request) -> None:
        """Use the rules that an earlier run read less than a day ago."""
        archive = self._archive()
        now = datetime.now(UTC)
        found = await archive.ask(lambda one: one.robots(netloc, now - LIFETIME)) if archive is not None else None
        if found is None:
            return
        read_at, rules = found
        self._note(netloc, (now - read_at).total_seconds())
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, rules)
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=parser, request=request
        )
        self._parsers[netloc] = parser

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        self._note(netloc)
        rules = _rules(response)
        archive = self._archive()
        if archive is not None and not _unreachable(response):
            now = datetime.now(UTC)
            await archive.ask(lambda one: one.keep_robots(netloc, now, rules, now - LIFETIME))
        await super()._parse_robots(response.replace(body=rules), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """Give all who wait the rules for one that did not come; too many redirects mean that there is none."""
        if not isinstance(exc, IgnoreRequest):
            self._stats.inc_value(f"robotstxt/exception_count/{type(exc)}")
        body = b"" if "redirect" in str(exc) else _REFUSE_ALL
        waiting = self._parsers[netloc]
        parser = build_from_crawler(self._parserimpl, self.crawler, body)
        self._parsers[netloc] = parser
        self._note(netloc)
        if isinstance(waiting, Deferred):
            waiting.callback(parser)

    def _archive(self) -> ArchiveExtension | None:
        found: ArchiveExtension | None = self.crawler.get_extension(ArchiveExtension)
        return found

    def _note(self, netloc: str, age: float = 0.0) -> None:
        """Note that the rules of a host were read so many seconds ago, and forget others when they are too many."""
        self._read_at[netloc] = monotonic() - age
        for oldest in [host for host in self._read_at if not self._locks[host].locked()]:
            if len(self._read_at) <= MOST_HOSTS:
                return
            self._forget(oldest)
            del self._locks[oldest]

    def _forget(self, netloc: str) -> None:
        self._parsers.pop(netloc, None)
        self._read_at.pop(netloc, None)


def _unreachable(response: Response) -> bool:
    return response.status >= 500 or response.status == 429


def _rules(response: Response) -> bytes:
    if _unreachable(response):
        return _REFUSE_ALL
    return response.body[:MAX_BYTES] if response.status < 300 else b""
