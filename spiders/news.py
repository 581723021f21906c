"""`scrapy crawl news`: every article that the feeds, sitemaps and section pages of the sites list."""

import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request
from twisted.python.failure import Failure as Trouble

from crawler.components.archive import ArchiveExtension
from crawler.discovery.entries import Entry
from crawler.discovery.window import Window
from crawler.errors import BadInput, Reason
from crawler.items import Failure, FoundBy
from crawler.sites import Site, load_sites
from spiders.listing import Listing
from spiders.listings import ListingSpider
from spiders.pages import Found

logger = logging.getLogger(__name__)

WAYS: dict[str, FoundBy] = {"feeds": "feed", "sitemaps": "sitemap", "sections": "section"}
_ARTICLES = re.compile(r"post|article|news|blog")  # what sitemaps of nothing but articles are called


class NewsSpider(ListingSpider):
    """Arguments: `site` (ids or TOML paths), `since` and `until` (YYYY-MM-DD), `via` (feeds,sitemaps,sections)."""

    name = "news"

    def __init__(self, sites: Iterable[Site], window: Window, ways: Iterable[str]) -> None:
        super().__init__(sites, window)
        self._ways = tuple(ways)
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
        unread = self.unread(site)
        return [way for way in self._ways if WAYS[way] not in unread and site.id not in self._left]

    async def _begin_visit(self, site: Site) -> set[str]:
        archive = self.crawler.get_extension(ArchiveExtension)
        return await archive.begin_visit(site.id, self._ways) if archive is not None else set()

    def _listings(self, site: Site, cut_off: set[str]) -> Iterator[Listing]:
        for way in self._ways:
            for url in getattr(site, way):
                yield Listing(site, WAYS[way], url, thorough=way in cut_off)

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


def _ways(text: str | None) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip())) or list(WAYS)
    wrong = next((name for name in names if name not in WAYS), None)
    if wrong is not None:
        raise BadInput(f"via={wrong} is unknown; choose among {', '.join(WAYS)}")
    return names
