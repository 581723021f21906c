"""robots.txt per RFC 9309, where Scrapy's middleware stops short."""

import asyncio
from collections import defaultdict
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from crawler.sites import host_of

LIFETIME = 24 * 3600  # seconds; RFC 9309, 2.4: not longer than 24 hours
MAX_BYTES = 500 * 1024  # RFC 9309, 2.5: at least 500 kibibytes are read
_REFUSE_ALL = b"User-agent: *\nDisallow: /\n"


class RobotsDenied(IgnoreRequest):
    """robots.txt forbids the address, or could not be reached."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with five differences (RFC 9309, 2.3.1): a robots.txt that cannot be reached or answers 5xx
    forbids all; 4xx allows all, whatever its body says; rules are read again after a day; a denial has its own name;
    all requests that wait for a robots.txt are judged by it.

    429 counts as not reached: who asks for less is not taken at the letter of "4xx".
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._read_at: dict[str, float] = {}
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
        if monotonic() - self._read_at.get(netloc, monotonic()) > LIFETIME:
            self._parsers.pop(netloc, None)
            del self._read_at[netloc]
        return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsDenied(str(error)) from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        self._read_at[netloc] = monotonic()
        await super()._parse_robots(response.replace(body=_rules(response)), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """Give all who wait the rules for one that did not come; too many redirects mean that there is none."""
        if not isinstance(exc, IgnoreRequest):
            self._stats.inc_value(f"robotstxt/exception_count/{type(exc)}")
        body = b"" if "redirect" in str(exc) else _REFUSE_ALL
        waiting = self._parsers[netloc]
        parser = build_from_crawler(self._parserimpl, self.crawler, body)
        self._parsers[netloc] = parser
        self._read_at[netloc] = monotonic()
        if isinstance(waiting, Deferred):
            waiting.callback(parser)


def _rules(response: Response) -> bytes:
    if response.status >= 500 or response.status == 429:
        return _REFUSE_ALL
    return response.body[:MAX_BYTES] if response.status < 300 else b""
