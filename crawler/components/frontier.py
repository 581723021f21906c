"""The frontier at work: a few pages of every site in memory, the rest in the database, each ticked off when settled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure as Trouble

from crawler.archive import Listed
from crawler.dates import VIETNAM
from crawler.frontier import RENEWAL, Frontier, Left, Offered, Waiting

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

_POLL = 1.0  # seconds between two looks at sites that another crawl holds
_PATIENCE = 5.0  # seconds without any event, twice, before requests that Scrapy does not know count as lost


class Call(Protocol):
    """Runs work on the archive's one thread."""

    def __call__(self, work: Callable[[], Result], /) -> Awaitable[Result]: ...


@dataclass(slots=True)
class _Site:
    """A site that this crawl holds: pages and listings on their way; `dry` when no more pages are due."""

    flying: int = 0
    errands: int = 0
    dry: bool = False
    leaving: bool = False

    @property
    def at_rest(self) -> bool:
        return not self.flying and not self.errands


class CrawlFrontier:
    """What a crawl's sites have to do. `ahead` is how many pages of a site are in memory at most."""

    def __init__(self, frontier: Frontier, call: Call, crawler: Crawler, ahead: int) -> None:
        self._frontier = frontier
        self._call = call
        self._crawler = crawler
        self._ahead = ahead
        self._wished: dict[str, None] = {}
        self._sites: dict[str, _Site] = {}
        self._done: set[str] = set()
        self._resting: set[str] = set()
        self._flying: dict[int, str] = {}
        self._event = asyncio.Event()
        self._silent = 0
        self._told_waiting = False
        self._renewing: asyncio.Task[None] | None = None
        crawler.signals.connect(self._item_ended, signals.item_scraped)
        crawler.signals.connect(self._item_ended, signals.item_dropped)
        crawler.signals.connect(self._item_ended, signals.item_error)
        crawler.signals.connect(self._callback_failed, signals.spider_error)

    @property
    def goes_on(self) -> bool:
        """False once nothing of all sites that were wished for is left to do."""
        return bool(self._wished or self._sites)

    def wish(self, sites: Iterable[str]) -> None:
        """These sites are to be crawled, as soon as no other crawl holds them."""
        self._wished |= dict.fromkeys(site for site in sites if site not in self._sites and site not in self._done)

    async def claim(self) -> list[str]:
        """The sites that are this crawl's from now on."""
        if not self._wished or (self._renewing is not None and self._busy()):
            return []
        wished = list(self._wished)
        mine = await self._call(lambda: self._frontier.claim(wished))
        claimed = [site for site in wished if site in mine]
        if not claimed and not self._told_waiting:
            self._told_waiting = True
            logger.info("waiting for %d sites that other crawls hold, or held until they were killed", len(wished))
        for site in claimed:
            del self._wished[site]
            self._sites[site] = _Site()
        if self._frontier.shared and self._renewing is None:
            self._renewing = asyncio.ensure_future(self._renew())
        return claimed

    async def offer(
        self, offered: Sequence[Offered], listed: Sequence[Listed] = (), *, again: bool = False
    ) -> set[str]:
        """Keep pages to be fetched; returns the URLs of those that are neither settled nor kept already.

        `listed` goes into the ledger.
        """
        new = await self._call(lambda: self._frontier.offer(offered, listed, again=again))
        for name in {one.site for one in offered if again or one.url in new}:
            if name in self._sites:
                self._sites[name].dry = name in self._resting
        self._event.set()
        return new

    async def recheck(self, site: str, young: timedelta) -> int:
        """Keep the articles of a site this crawl holds that are younger and due for another look; how many."""
        found = await self._call(lambda: self._frontier.recheck(site, young))
        self._sites[site].dry = False
        return found

    async def take(self) -> list[Waiting]:
        """Pages to fetch now, of the sites that have few on their way."""
        hungry = {
            name: self._ahead - site.flying
            for name, site in self._sites.items()
            if not site.dry and not site.leaving and site.flying <= self._ahead // 2
        }
        if not hungry:
            return []
        taken = await self._call(lambda: self._frontier.take(hungry))
        for name, pages in taken.items():
            self._sites[name].dry = len(pages) < hungry[name] or name in self._resting
            self._sites[name].flying += len(pages)
            self._flying |= dict.fromkeys((page.ticket for page in pages), name)
        return [page for pages in taken.values() for page in pages]

    def rest(self, site: str) -> None:
        """The site is not to be asked any more in this run; its pages wait for the next, none is tried in vain."""
        self._resting.add(site)
        if site in self._sites:
            self._sites[site].dry = True

    def give_way(self) -> None:
        """Take no more pages of any site; those of other crawls are wished for no more."""
        self._wished.clear()
        for site in self._sites:
            self.rest(site)
        self._event.set()

    def begin_errand(self, site: str) -> None:
        """A listing of the site is asked for: until it is read, more pages may come."""
        if site in self._sites:
            self._sites[site].errands += 1

    def end_errand(self, site: str) -> None:
        """A listing of the site is read, or will not be."""
        if site in self._sites:
            self._sites[site].errands = max(0, self._sites[site].errands - 1)
        self._event.set()

    def ended(self, ticket: int | None) -> None:
        """A page is settled, failed, or not wanted by this run."""
        name = self._flying.pop(ticket, None) if ticket is not None else None
        if name in self._sites:
            self._sites[name].flying -= 1
        self._event.set()

    def finished(self) -> list[str]:
        """Sites with nothing on its way and no page that is due, or that another crawl has asked for."""
        return [name for name, site in self._sites.items() if site.at_rest and (site.dry or site.leaving)]

    async def release(self, site: str) -> None:
        """Give a finished site back; one that was left before it was done is wished for again."""
        state = self._sites.pop(site)
        await self._call(lambda: self._frontier.release([site]))
        if state.dry:
            self._done.add(site)
        else:
            self._wished[site] = None
        self._event.set()

    async def moved(self) -> None:
        """Wait until something ended or came in."""
        patience = _POLL if self._wished else _PATIENCE
        try:
            await asyncio.wait_for(self._event.wait(), patience)
            self._silent = 0
        except TimeoutError:
            self._look_for_lost()
        self._event.clear()

    async def close(self) -> None:
        """Give all sites back; pages on their way wait for the next crawl."""
        if self._renewing is not None:
            self._renewing.cancel()
        sites = {*self._wished, *self._sites, *self._done}
        for site, pages in (await self._call(lambda: self._frontier.left(sites))).items():
            logger.info("%s: %s", site, told(pages))
        await self._call(self._frontier.close)

    def _busy(self) -> bool:
        return any(not (site.at_rest and site.dry) for site in self._sites.values())

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEWAL.total_seconds())
            try:
                held, asked = await self._call(self._frontier.renew)
            except CloseSpider:
                return  # the archive has told it and ends the crawl
            for name, site in self._sites.items():
                site.leaving |= name not in held or (name in asked and site.errands <= self._ahead)
            self._event.set()

    def _item_ended(self, item: Any, response: Response | Trouble | None = None) -> None:
        request: Request | None = getattr(response, "request", None)
        found = request.cb_kwargs.get("found") if request is not None else None
        self.ended(getattr(item, "ticket", None) or getattr(found, "ticket", None))

    def _callback_failed(self, response: Response | Trouble) -> None:
        request: Request | None = getattr(response, "request", None)
        found = request.cb_kwargs.get("found") if request is not None else None
        self.ended(getattr(found, "ticket", None))

    def _look_for_lost(self) -> None:
        """A request that Scrapy dropped without a word must not keep the crawl waiting for ever."""
        self._silent = self._silent + 1 if self._scrapy_is_idle() else 0
        lost = sum(site.flying + site.errands for site in self._sites.values())
        if self._silent < 2 or not lost:
            return
        logger.warning("%d requests were dropped without an answer; their pages wait for the next run", lost)
        self._flying.clear()
        for site in self._sites.values():
            site.flying = site.errands = 0

    def _scrapy_is_idle(self) -> bool:
        engine = self._crawler.engine
        if engine is None or engine._slot is None or engine._slot.scheduler is None:
            return False
        working = engine.downloader.active or (engine.scraper.slot is not None and not engine.scraper.slot.is_idle())
        return not working and not engine._slot.scheduler.has_pending_requests()


def told(pages: Left) -> str:
    """What is left of a site, for people."""
    again = f" from {pages.next_at.astimezone(VIETNAM):%Y-%m-%d %H:%M} on" if pages.next_at is not None else ""
    parts = [
        f"{pages.waiting} pages wait for the next run" if pages.waiting else "",
        f"{pages.failed} failed and are tried again{again}" if pages.failed else "",
        f"{pages.given_up} given up" if pages.given_up else "",
    ]
    return "left: " + ", ".join(part for part in parts if part)
