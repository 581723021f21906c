"""The listing side of discovery: feeds, sitemaps and section pages are asked for, read, and lead on to others."""

import logging
from abc import abstractmethod
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from scrapy.http import Request, Response
from twisted.python.failure import Failure as Trouble

from crawler.components.archive import ArchiveExtension
from crawler.components.failures import reason_of
from crawler.discovery.entries import Entry
from crawler.discovery.feeds import is_dated_now, is_feed, parse_feed
from crawler.discovery.remembered import conditions
from crawler.discovery.sections import parse_section
from crawler.discovery.sitemaps import Shard, is_sitemap, read_sitemap
from crawler.discovery.window import Window
from crawler.errors import Reason
from crawler.items import Failure, FoundBy
from crawler.sites import Site
from crawler.urls import canonicalize
from spiders.listing import Listing, behind, set_aside
from spiders.pages import PageSpider
from spiders.recall import ListingMemory

logger = logging.getLogger(__name__)

# Sections before articles, so that "nothing new on this page" is not the work of this very run; sitemaps last, one
# at a time, so that a back archive of a million addresses never waits in memory.
_PRIORITY: dict[str, int] = {"feed": 2000, "section": 1000, "sitemap": -10}
_MOST_IN_ORDER = 900  # listings of a site that are asked for in the order of its file: a page counts for the first one
_SITEMAP_MAXSIZE = 64 * 1024 * 1024  # bytes: the protocol allows 50 MB; feeds and sections are held to any page's
_MAX_LISTINGS = 20_000  # of a site and run: twenty years of daily shards are 7,300
_NOT_MODIFIED = 304
_GONE = frozenset({"404", "410"})
_PASSING = frozenset(
    {Reason.DNS, Reason.CONNECTION, Reason.TIMEOUT, Reason.HTTP, Reason.RETRY_LATER, Reason.NOT_RECORDED}
)


class ListingSpider(PageSpider):
    """Reads listings; what they list goes to `_offer_pages`, which chooses and keeps."""

    def __init__(self, sites: Iterable[Site], window: Window) -> None:
        super().__init__(sites)
        self.window = window
        self._listed: set[str] = set()
        self._numbers: Counter[str] = Counter()  # listings asked for, by site
        self._unread: dict[str, Listing] = {}  # by address: asked for and not yet read to its end

    @cached_property
    def memory(self) -> ListingMemory:
        """What earlier visits know of listings."""
        return ListingMemory(self.crawler.get_extension(ArchiveExtension), self.window)

    @abstractmethod
    async def _offer_pages(self, entries: Iterable[Entry], listing: Listing) -> None:
        """Keep what is wanted of the entries in the frontier."""

    def unread(self, site: Site) -> set[FoundBy]:
        """The ways of which a listing of the site was asked for and not read to its end."""
        return {listing.by for listing in self._unread.values() if listing.site.id == site.id}

    async def parse_listing(self, response: Response, listing: Listing) -> AsyncIterator[Any]:
        """Read a listing, unless it is as it was when it was read before."""
        self._count(listing.site.id, f"listings/{listing.by}")
        try:
            if response.status == _NOT_MODIFIED:
                self._count(listing.site.id, "not_modified")
                await self.memory.confirm(listing)
            else:
                async for result in self._read(response, listing):
                    yield self.errand(result, listing.site)
            self._unread.pop(listing.url, None)
        finally:
            self.archive.frontier.end_errand(listing.site.id)

    def errand(self, asked: Request | Failure, site: Site) -> Request | Failure:
        """The request for a listing, noted: until it is answered, the site may bring more pages."""
        if isinstance(asked, Request):
            self.archive.frontier.begin_errand(site.id)
        return asked

    async def refuse_listing(self, trouble: Trouble) -> AsyncIterator[Failure]:
        request: Request = trouble.request  # type: ignore[attr-defined]
        listing: Listing = request.cb_kwargs["listing"]
        try:
            if self.is_left(trouble, listing.site):
                return  # told once for the site; the listing stays unread
            async for failure in self._refused(request, listing, *reason_of(trouble.value)):
                yield failure
        finally:
            self.archive.frontier.end_errand(listing.site.id)

    async def _refused(self, request: Request, listing: Listing, reason: Reason, detail: str) -> AsyncIterator[Failure]:
        if listing.guessed or not _may_pass(reason, detail):
            self._unread.pop(listing.url, None)
        if listing.guessed and reason is Reason.HTTP and detail in _GONE:
            await self.memory.miss(listing)
        async for failure in self._broken(request, listing, reason, detail):
            yield failure

    async def _read(self, response: Response, listing: Listing) -> AsyncIterator[Any]:
        """Read a listing as what it is: some `*.rss` are sitemaps, and some sitemaps feeds."""
        body = response.body
        if listing.by == "section":
            results = self._section(response, listing)
        elif is_sitemap(body):
            results = self._sitemap(response, replace(listing, by="sitemap"))
        elif listing.by == "feed" or is_feed(body):
            results = self._feed(response, listing)
        else:
            results = self._broken(response.request, listing, Reason.BROKEN_SITEMAP, "answered, but with no sitemap")
        async for result in results:
            yield result

    async def _listing_requests(self, listings: Iterable[Listing]) -> AsyncIterator[Request | Failure]:
        """A request for each listing that is due and that this run has not asked for, up to the most of one site."""
        asked = {listing.url: listing for listing in listings if listing.url not in self._listed}
        for listing in await self.memory.recall(list(asked.values())):
            site = listing.site.id
            if not listing.is_due:
                self._count(listing.site.id, "not_due")
                continue
            if self._numbers[site] >= _MAX_LISTINGS:
                logger.warning("%s: %d listings asked for; the rest is left out", site, _MAX_LISTINGS)
                return
            self._numbers[site] += 1
            self._listed.add(listing.url)
            yield self._listing_request(listing, self._numbers[site])

    def _listing_request(self, listing: Listing, number: int) -> Request | Failure:
        """Scrapy's own filter would swallow a redirect to the same address (qdnd.vn, until a cookie is set)."""
        request = Request(
            listing.url,
            callback=self.parse_listing,
            errback=self.refuse_listing,
            cb_kwargs={"listing": listing},
            priority=_PRIORITY[listing.by] - (min(number, _MOST_IN_ORDER) if listing.by != "sitemap" else 0),
            headers=conditions(listing.read) if listing.read else {},
            meta=_meta(listing),
            dont_filter=True,
        )
        if detail := self.too_long(request):
            return self._failure(request, listing, Reason.BAD_ADDRESS, detail)
        self._unread[listing.url] = listing
        return request

    def _may_lead_on(self, response: Response, listing: Listing) -> bool:
        """Whether listings behind this one may be asked for; beyond DEPTH_LIMIT Scrapy drops them without a word."""
        limit = self.settings.getint("DEPTH_LIMIT")
        if limit and response.meta.get("depth", 0) >= limit:
            logger.info("%s: %s is the last of %d in a row; not followed", listing.site.id, listing.url, limit)
            return False
        return True

    async def _feed(self, response: Response, listing: Listing) -> AsyncIterator[Any]:
        feed = parse_feed(response.body, response.url)
        if feed.problem is not None:
            detail = "answered, but with no feed" if feed.problem is Reason.BROKEN_FEED else "a feed without items"
            async for failure in self._broken(response.request, listing, feed.problem, detail):
                yield failure
            return
        entries = feed.entries
        if is_dated_now(entries, datetime.now(UTC)):
            entries = tuple(replace(entry, published_at=None, updated_at=None) for entry in entries)
            detail = f"all {len(entries)} entries are dated with the time of the visit; their dates are not used"
            yield self._failure(response.request, listing, Reason.DATES_OF_NOW, detail)
        if not self._is_unchanged(response, listing):
            await self._offer_pages(entries, listing)
        await self._keep(response, listing)

    async def _sitemap(self, response: Response, listing: Listing) -> AsyncIterator[Any]:
        shards: list[Shard] = []
        await self._offer_pages(set_aside(read_sitemap(response.body), shards), listing)
        if self._may_lead_on(response, listing):
            async for deeper in self._listing_requests(behind(listing, shards, self.window)):
                yield deeper
        await self._keep(response, listing, whole=bool(shards))

    async def _section(self, response: Response, listing: Listing) -> AsyncIterator[Any]:
        if self._is_unchanged(response, listing):
            await self._keep(response, listing)
            return
        encoding = getattr(response, "encoding", None)
        section = parse_section(response.body, response.url, listing.site, encoding)
        names = {entry: canonicalize(entry.url) for entry in section.entries}  # a session is new on every page
        unseen = [entry for entry, name in names.items() if name not in listing.seen]
        await self._offer_pages(unseen, listing)
        new = any(self.is_new(entry.url) for entry in unseen)  # also when a feed of this run was faster
        goes_on = new or (listing.thorough and unseen)
        if section.next_page and goes_on and self._may_lead_on(response, listing):
            seen = listing.seen | {*names.values()}
            async for deeper in self._listing_requests([replace(listing, url=section.next_page, seen=seen)]):
                yield deeper
        await self._keep(response, listing)

    def _is_unchanged(self, response: Response, listing: Listing) -> bool:
        """True, and counted, when all that the body lists was handed on by an earlier visit."""
        unchanged = listing.is_unchanged(response.body)
        if unchanged:
            self._count(listing.site.id, "not_modified")
        return unchanged

    async def _keep(self, response: Response, listing: Listing, *, whole: bool = False) -> None:
        """Remember a listing after all that it lists was handed on, so that a crash in between loses nothing."""
        before = listing.known.trust if listing.known is not None else "unproven"
        if await self.memory.keep(listing, response, whole=whole) == "refuted" != before:
            line = "%s: %s changed under one ETag or Last-Modified; from now on it is always asked for in full"
            logger.warning(line, listing.site.id, listing.url)

    async def _broken(
        self, request: Request | None, listing: Listing, reason: Reason, detail: str
    ) -> AsyncIterator[Failure]:
        if not listing.guessed:
            yield self._failure(request, listing, reason, detail)

    def _failure(self, request: Request | None, listing: Listing, reason: Reason, detail: str) -> Failure:
        logger.warning("%s: %s %s: %s (%s)", listing.site.id, listing.by, listing.url, reason, detail)
        warc = request.meta.get("warc") if request is not None else None
        return Failure(listing.url, listing.site.id, reason, detail, datetime.now(UTC), listing.by, warc)


def _meta(listing: Listing) -> dict[str, Any]:
    meta: dict[str, Any] = {"download_maxsize": _SITEMAP_MAXSIZE} if listing.by == "sitemap" else {}
    if listing.known is not None:
        meta |= {"warc_earlier": listing.known.warc, "handle_httpstatus_list": [_NOT_MODIFIED]}
    return meta


def _may_pass(reason: Reason, detail: str) -> bool:
    """True for what the next run may find mended; behind its last page, a section answers 404 for ever."""
    return reason in _PASSING and not (reason is Reason.HTTP and detail in _GONE)
