"""How often a site is asked: its own delay, robots.txt's Crawl-delay, and pauses of the whole site when it is busy."""

import asyncio
import logging
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser

from crawler.components.archive import ArchiveExtension, ArchiveLost
from crawler.sites import LONGEST_DELAY, Site, host_of, site_of

logger = logging.getLogger(__name__)

BUSY = frozenset({429, 503})
FIRST_PAUSE = 2.0  # seconds; doubled for each busy answer in a row that names no time of its own
LONGEST_PAUSE = 600.0  # seconds; who asks for more is left alone for the rest of the run
MAX_STRIKES = 6  # busy answers in a row, each of another address
LONGEST_KEPT = timedelta(days=1)  # a pause outlives the run, but no server shuts itself off for longer by mistake
SLOW = 5.0  # seconds of delay from which on every request is remembered: a run that was killed starts sooner again
MOST_HOSTS = 10_000
MAX_ASKED = 3  # times that one address is asked while it is busy: a page may be broken where its site is well


class SiteClosed(IgnoreRequest):
    """The site asked for a longer pause than a run lasts; its other pages are left for the next run."""


@dataclass(slots=True)
class _State:
    """What is known of one site in this run; `until` is on the monotonic clock, `struck` what was busy in a row."""

    until: float = 0.0
    strikes: int = 0
    struck: set[str] = field(default_factory=set)
    closed: str = ""
    recalled: bool = False
    crawl_delays: dict[str, float] = field(default_factory=dict)


class Politeness:
    """Downloader middleware just above the downloader's own parts, and owner of the download slots.

    All hosts of one site share one slot, named by the site's id; a host of no known site is its own slot. What a site
    asked for holds for the next runs on the same archive too. Raises SiteClosed.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._robots_agent = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._states: dict[str, _State] = {}
        self._slots: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        politeness = cls(crawler)
        crawler.signals.connect(politeness.spider_opened, signals.spider_opened)
        crawler.signals.connect(politeness.request_scheduled, signals.request_scheduled)
        crawler.signals.connect(politeness.asked, signals.headers_received)  # a redirect does not come up to here
        crawler.signals.connect(politeness.robots_parsed, signals.robots_parsed)
        crawler.signals.connect(politeness.spider_closed, signals.spider_closed)
        return politeness

    def spider_opened(self) -> None:
        for site in self._sites():
            self._set_delay(site.id, site.delay)

    async def spider_closed(self) -> None:
        """Remember the last request to each site, so that the next run keeps the delay to it."""
        engine = self._crawler.engine
        slots = dict(engine.downloader.slots) if engine is not None else {}
        with suppress(ArchiveLost):  # told where it was met first
            await self._remember({name: slot.lastseen + slot.delay - monotonic() for name, slot in slots.items()})

    def request_scheduled(self, request: Request) -> None:
        """Scheduler and downloader must agree on the slot; after a redirect it may be another one."""
        request.meta["download_slot"] = self.slot_of(request.url)

    def asked(self, request: Request) -> None:
        """Count the delay from here: one request that arrives late, or is given up, would meet the next at the site."""
        engine = self._crawler.engine
        slot = engine.downloader.slots.get(request.meta.get("download_slot", "")) if engine is not None else None
        if slot is not None:
            slot.lastseen = monotonic()

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take a Crawl-delay when it is longer than the site's own; of several hosts the longest."""
        delay = robotparser.crawl_delay(self._robots_agent)
        if delay is None or not math.isfinite(delay) or delay <= 0:
            return
        slot = self.slot_of(request.url)
        delays = self._state(slot).crawl_delays
        delays[host_of(request.url)] = min(delay, LONGEST_DELAY)
        own = next((site.delay for site in self._sites() if site.id == slot), self._default_delay())
        self._set_delay(slot, max(own, *delays.values()))

    async def process_request(self, request: Request) -> None:
        slot = self.slot_of(request.url)
        request.meta["download_slot"] = slot
        if not self._state(slot).recalled:
            await self._recall(slot)
        wait = self.pause_of(slot)
        if wait > 0:
            await asyncio.sleep(wait)
            return await self.process_request(request)  # the pause may have grown meanwhile
        if closed := self._state(slot).closed:
            raise SiteClosed(closed)
        return None

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """A busy answer pauses the site and is asked again, after others; any other one ends the row of strikes."""
        self.asked(request)
        slot = self.slot_of(request.url)
        if response.status not in BUSY:
            self._state(slot).strikes = 0
            self._state(slot).struck.clear()
            if self._delay(slot) >= SLOW:
                await self._remember({slot: self._delay(slot)})
            return response
        pause = self._pause(slot, request.url, retry_after(response.headers.get("Retry-After"), datetime.now(UTC)))
        await self._remember({slot: pause})
        asked = request.meta.get("asked_busy", 0) + 1
        if self._states[slot].closed or asked >= MAX_ASKED:
            return response
        meta = {**request.meta, "asked_busy": asked}
        return request.replace(meta=meta, priority=request.priority - 1, dont_filter=True)

    def process_exception(self, request: Request, exception: Exception) -> None:
        self.asked(request)

    def pause_of(self, slot: str) -> float:
        """Seconds that the slot still has to wait, 0 when it may be asked."""
        state = self._states.get(slot)
        return max(0.0, state.until - monotonic()) if state is not None and not state.closed else 0.0

    def slot_of(self, url: str) -> str:
        """The name of the slot that an address belongs to."""
        host = host_of(url) or url
        if host not in self._slots:
            if len(self._slots) >= MOST_HOSTS:  # a paper with a host a reader must not fill the memory
                self._slots.clear()
            site = site_of(url, self._sites())
            self._slots[host] = site.id if site is not None else host
        return self._slots[host]

    async def _recall(self, slot: str) -> None:
        """Take over what earlier runs, or others at this moment, know of the site."""
        archive = self._archive()
        state = self._state(slot)
        now = datetime.now(UTC)
        known = await archive.ask(lambda one: one.pauses(now)) if archive is not None else {}
        state.recalled = True
        if slot not in known:
            return
        seconds = (known[slot] - now).total_seconds()
        if seconds > LONGEST_PAUSE:
            state.closed = f"{slot} asked an earlier run to come back after {known[slot]:%Y-%m-%d %H:%M} UTC"
            logger.warning("%s: left alone for the rest of this run", state.closed)
        state.until = max(state.until, monotonic() + seconds)

    async def _remember(self, seconds: Mapping[str, float]) -> None:
        """Keep in the archive for how many seconds from now sites are to be left alone."""
        archive = self._archive()
        now = datetime.now(UTC)
        until = {slot: now + min(timedelta(seconds=left), LONGEST_KEPT) for slot, left in seconds.items() if left > 0}
        if archive is not None and until:
            await archive.ask(lambda one: one.keep_pauses(until, now))

    def _archive(self) -> ArchiveExtension | None:
        found: ArchiveExtension | None = self._crawler.get_extension(ArchiveExtension)
        return found

    def _pause(self, slot: str, url: str, asked: float | None) -> float:
        """Pause the site and return for how many seconds."""
        state = self._state(slot)
        state.strikes += 1
        state.struck.add(url)
        seconds = asked if asked is not None else FIRST_PAUSE * 2 ** (min(state.strikes, MAX_STRIKES) - 1)
        if seconds > LONGEST_PAUSE or len(state.struck) >= MAX_STRIKES:
            state.closed = f"{slot} asked for a pause of {seconds:.0f} s (busy answer {state.strikes} in a row)"
            logger.warning("%s: left alone for the rest of this run", state.closed)
            return seconds
        state.until = max(state.until, monotonic() + seconds)
        logger.info("%s is busy: no request for %.0f s", slot, seconds)
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"site/{slot}/pauses")
        return seconds

    def _delay(self, slot: str) -> float:
        engine = self._crawler.engine
        settings = engine.downloader.per_slot_settings.get(slot, {}) if engine is not None else {}
        return float(settings.get("delay", self._default_delay()))

    def _set_delay(self, slot: str, delay: float) -> None:
        engine = self._crawler.engine
        if engine is None:
            return
        engine.downloader.per_slot_settings[slot] = {"delay": delay, "jitter": 0}
        if slot in engine.downloader.slots:
            engine.downloader.slots[slot].delay = delay

    def _state(self, slot: str) -> _State:
        if slot not in self._states and len(self._states) >= MOST_HOSTS:
            now = monotonic()
            self._states = {name: state for name, state in self._states.items() if state.closed or state.until > now}
        return self._states.setdefault(slot, _State())

    def _default_delay(self) -> float:
        return self._crawler.settings.getfloat("DOWNLOAD_DELAY")

    def _sites(self) -> tuple[Site, ...]:
        return tuple(getattr(self._crawler.spider, "sites", ()))


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds of a Retry-After header, given as seconds or as a date; None when it says nothing readable."""
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year that no calendar has
        return None
    return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds())
