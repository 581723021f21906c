"""`scrapy crawl news`: every article that the feeds, sitemaps and section pages of the sites list."""

import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure as Trouble

from crawler.components.archive import ArchiveExtension
from crawler.components.failures import reason_of
from crawler.dates import VIETNAM
from crawler.discovery.entries import Entry
from crawler.discovery.feeds import is_feed, parse_feed
from crawler.discovery.sections import parse_section
from crawler.discovery.shards import next_shards
from crawler.discovery.sitemaps import Shard, is_sitemap, read_sitemap
from crawler.discovery.window import Window
from crawler.errors import BadInput, Reason
from crawler.items import Failure, FoundBy
from crawler.sites import Site, load_sites
from spiders.pages import Found, PageSpider

logger = logging.getLogger(__name__)

WAYS: dict[str, FoundBy] = {"feeds": "feed", "sitemaps": "sitemap", "sections": "section"}
# Sections before articles, so that "nothing new on this page" is not the work of this very run; sitemaps last, one
# at a time, so that a back archive of a million addresses never waits in memory.
_PRIORITY: dict[str, int] = {"feed": 30, "section": 20, "sitemap": -10}
_SITEMAP_MAXSIZE = 64 * 1024 * 1024  # bytes: the protocol allows 50 MB; feeds and sections are held to any page's
_MAX_LISTINGS = 20_000  # of a site and run: twenty years of daily shards are 7,300
_MAX_NESTING = 3  # of sitemap indexes; the protocol allows none
_ARTICLES = re.compile(r"post|article|news|blog")  # what sitemaps of nothing but articles are called
_NOT_ARTICLES = re.compile(
    r"(?:^|[/._-])(?:categor(?:y|ies)|cates?|tags?|topics?|authors?|images?|videos?)(?=[._\d-]|$)"
)
_GONE = frozenset({"404", "410"})
_PASSING = frozenset(
    {Reason.DNS, Reason.CONNECTION, Reason.TIMEOUT, Reason.HTTP, Reason.RETRY_LATER, Reason.NOT_RECORDED}
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed, sitemap or section page to read; `guessed` ones are asked for on suspicion and may well be missing."""

    site: Site
    by: FoundBy
    url: str
    nesting: int = 0
    guessed: bool = False
    thorough: bool = False  # the visit before was cut off: a page of known articles does not end the section
    seen: set[str] = field(default_factory=set)  # addresses on earlier pages of the same section


class NewsSpider(PageSpider):
    """Arguments: `site` (ids or TOML paths), `since` and `until` (YYYY-MM-DD), `via` (feeds,sitemaps,sections)."""

    name = "news"

    def __init__(self, sites: Iterable[Site], window: Window, ways: Iterable[str]) -> None:
        super().__init__(sites)
        self.window = window
        self._ways = tuple(ways)
        self._listed: set[str] = set()
        self._numbers: Counter[str] = Counter()  # listings asked for, by site
        self._unread: dict[str, Listing] = {}  # by address: asked for and not yet read to its end
        self._left: set[str] = set()  # ids of sites with pages that wait for the next run

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Raises BadInput and BadSiteFile for arguments and site files that cannot be used."""
        unknown = sorted(set(kwargs) - {"site", "since", "until", "via"})
        if unknown:
            raise BadInput(f"no argument {unknown[0]!r}; news takes site, since, until and via")
        window = Window.parse(kwargs.get("since"), kwargs.get("until"))
        spider = cls(load_sites(crawler.settings["SITES_DIR"], kwargs.get("site")), window, _ways(kwargs.get("via")))
        spider._set_crawler(crawler)
        crawler.signals.connect(spider.end_visits, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        for site in self.sites:
            cut_off = await self._begin_visit(site)
            listings = list(self._listings(site, cut_off))
            if not listings:
                logger.warning("%s: its site file lists no %s", site.id, ", ".join(self._ways))
            for request in self._listing_requests(listings):
                yield request

    async def parse_listing(self, response: Response, listing: Listing) -> AsyncIterator[Any]:
        """Read a listing as what it is: some `*.rss` are sitemaps, and some sitemaps feeds."""
        self._count(listing.site, f"listings/{listing.by}")
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
        self._unread.pop(listing.url, None)

    def refuse_listing(self, trouble: Trouble) -> AsyncIterator[Failure]:
        request: Request = trouble.request  # type: ignore[attr-defined]
        listing: Listing = request.cb_kwargs["listing"]
        reason, detail = reason_of(trouble.value)
        if listing.guessed or not _may_pass(reason, detail):
            self._unread.pop(listing.url, None)
        return self._broken(request, listing, reason, detail)

    def refuse_page(self, trouble: Trouble) -> Iterator[Failure]:
        for failure in super().refuse_page(trouble):
            if failure.reason is Reason.RETRY_LATER:
                self._left.add(failure.site)
            yield failure

    async def end_visits(self, reason: str) -> None:
        """Note what was seen to its end, when nothing cut the crawl off; called while the archive is still open."""
        archive = self.crawler.get_extension(ArchiveExtension)
        if archive is None or reason != "finished" or archive.broken is not None:
            return
        for site in self.sites:
            if ways := self._seen_to_the_end(site):
                await archive.end_visit(site.id, ways)

    def _seen_to_the_end(self, site: Site) -> list[str]:
        """The ways of which every listing was read and no page was left for the next run."""
        unread = {listing.by for listing in self._unread.values() if listing.site.id == site.id}
        return [way for way in self._ways if WAYS[way] not in unread and site.id not in self._left]

    async def _begin_visit(self, site: Site) -> set[str]:
        archive = self.crawler.get_extension(ArchiveExtension)
        return await archive.begin_visit(site.id, self._ways) if archive is not None else set()

    def _listings(self, site: Site, cut_off: set[str]) -> Iterator[Listing]:
        for way in self._ways:
            for url in getattr(site, way):
                yield Listing(site, WAYS[way], url, thorough=way in cut_off)

    def _listing_requests(self, listings: Iterable[Listing]) -> Iterator[Request | Failure]:
        """A request for each listing that this run has not asked for, up to the most that one site may have."""
        for listing in listings:
            if listing.url in self._listed:
                continue
            site = listing.site.id
            if self._numbers[site] >= _MAX_LISTINGS:
                logger.warning("%s: %d listings asked for; the rest is left out", site, _MAX_LISTINGS)
                return
            self._numbers[site] += 1
            self._listed.add(listing.url)
            yield self._listing_request(listing)

    def _listing_request(self, listing: Listing) -> Request | Failure:
        """Scrapy's own filter would swallow a redirect to the same address (qdnd.vn, until a cookie is set)."""
        request = Request(
            listing.url,
            callback=self.parse_listing,
            errback=self.refuse_listing,
            cb_kwargs={"listing": listing},
            priority=_PRIORITY[listing.by],
            meta={"download_maxsize": _SITEMAP_MAXSIZE} if listing.by == "sitemap" else {},
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
        async for request in self._pages(feed.entries, listing):
            yield request

    async def _sitemap(self, response: Response, listing: Listing) -> AsyncIterator[Any]:
        shards: list[Shard] = []
        async for request in self._pages(_set_aside(read_sitemap(response.body), shards), listing):
            yield request
        if self._may_lead_on(response, listing):
            for deeper in self._listing_requests(self._shards(shards, listing)):
                yield deeper

    async def _section(self, response: Response, listing: Listing) -> AsyncIterator[Any]:
        encoding = getattr(response, "encoding", None)
        section = parse_section(response.body, response.url, listing.site, encoding)
        unseen = [entry for entry in section.entries if entry.url not in listing.seen]
        already = {entry.url for entry in unseen if self.was_asked(entry.url)}  # by a feed of this run: still new
        requests = [request async for request in self._pages(unseen, listing)]
        for request in requests:
            yield request
        goes_on = requests or already or (listing.thorough and unseen)
        if section.next_page and goes_on and self._may_lead_on(response, listing):
            seen = listing.seen | {entry.url for entry in section.entries}
            for deeper in self._listing_requests([replace(listing, url=section.next_page, seen=seen)]):
                yield deeper

    async def _pages(self, entries: Iterable[Entry], listing: Listing) -> AsyncIterator[Request | Failure]:
        site = listing.site
        articles_only = listing.by == "feed" or _ARTICLES.search(listing.url) is not None
        wanted = (
            entry
            for entry in entries
            if self.window.admits(entry)
            and site.accepts(entry.url, trusted=articles_only or entry.published_at is not None)
        )
        async for entry in self.unasked(wanted):
            found = Found(site, listing.by, listing.url, entry.published_at or entry.updated_at)
            yield self.page_request(entry, found)

    def _shards(self, shards: list[Shard], listing: Listing) -> Iterator[Listing]:
        """Sitemaps that lead on: those of an index, and the running month that some indexes lack."""
        site = listing.site
        if listing.nesting < _MAX_NESTING:
            for shard in shards:
                if self._leads_on(shard, site):
                    yield Listing(site, "sitemap", shard.url, listing.nesting + 1)
        listed = {shard.url for shard in shards}
        for url in next_shards([*listed] if listed else [listing.url]):
            guess = Shard(url)
            if url not in listed and self._leads_on(guess, site) and self._has_begun(guess):
                yield Listing(site, "sitemap", url, listing.nesting + 1, guessed=True)

    def _leads_on(self, shard: Shard, site: Site) -> bool:
        name = shard.url.rpartition("/")[2]
        mine = site.owns(shard.url) and not site.denies(shard.url) and not _NOT_ARTICLES.search(name)
        return mine and self.window.admits_shard(shard)

    def _has_begun(self, shard: Shard) -> bool:
        return Window(until=datetime.now(VIETNAM).date()).admits_shard(shard)

    async def _broken(
        self, request: Request | None, listing: Listing, reason: Reason, detail: str
    ) -> AsyncIterator[Failure]:
        if not listing.guessed:
            yield self._failure(request, listing, reason, detail)

    def _failure(self, request: Request | None, listing: Listing, reason: Reason, detail: str) -> Failure:
        logger.warning("%s: %s %s: %s (%s)", listing.site.id, listing.by, listing.url, reason, detail)
        warc = request.meta.get("warc") if request is not None else None
        return Failure(listing.url, listing.site.id, reason, detail, datetime.now(UTC), listing.by, warc)


def _may_pass(reason: Reason, detail: str) -> bool:
    """True for what the next run may find mended; behind its last page, a section answers 404 for ever."""
    return reason in _PASSING and not (reason is Reason.HTTP and detail in _GONE)


def _set_aside(listed: Iterable[Entry | Shard], shards: list[Shard]) -> Iterator[Entry]:
    """The entries of a sitemap as they are read; its shards go into `shards`."""
    for item in listed:
        if isinstance(item, Shard):
            shards.append(item)
        else:
            yield item


def _ways(text: str | None) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip())) or list(WAYS)
    wrong = next((name for name in names if name not in WAYS), None)
    if wrong is not None:
        raise BadInput(f"via={wrong} is unknown; choose among {', '.join(WAYS)}")
    return names
