"""`scrapy crawl news`: every article that the feeds, sitemaps and section pages of the sites list."""

import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Request

from crawler.archive import Listed, Standing
from crawler.discovery.entries import Entry
from crawler.discovery.window import Window, day_of
from crawler.errors import BadInput
from crawler.frontier import Waiting
from crawler.items import Failure, FoundBy
from crawler.sites import Site, load_sites
from spiders.listing import Listing
from spiders.listings import ListingSpider
from spiders.pages import Found, chunks

logger = logging.getLogger(__name__)

WAYS: dict[str, FoundBy] = {"feeds": "feed", "sitemaps": "sitemap", "sections": "section"}
_AGE = re.compile(r"([1-9][0-9]{0,3})([dh])")
_UNITS = {"d": "days", "h": "hours"}
_ARTICLES = re.compile(r"post|article|news|blog")  # what sitemaps of nothing but articles are called


class NewsSpider(ListingSpider):
    """Arguments: `site` (ids or TOML paths), `since` and `until` (YYYY-MM-DD), `via` (feeds,sitemaps,sections).

    `recheck` (7d, 12h) looks again at articles that are younger, ever more rarely as they age. `listings` is a file of
    addresses, one a line: of all listings that the sites have, only these are read, the first ones first.
    """

    name = "news"

    def __init__(
        self,
        sites: Iterable[Site],
        window: Window,
        ways: Iterable[str],
        recheck: timedelta | None = None,
        chosen: Sequence[str] | None = None,
    ) -> None:
        super().__init__(sites, window)
        self._ways = tuple(ways)
        self._recheck = recheck
        self._chosen = chosen
        self._began = datetime.now(UTC)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Raises BadInput and BadSiteFile for arguments and site files that cannot be used."""
        unknown = sorted(set(kwargs) - {"site", "since", "until", "via", "recheck", "listings"})
        if unknown:
            raise BadInput(f"no argument {unknown[0]!r}; news takes site, since, until, via, recheck and listings")
        window = Window.parse(kwargs.get("since"), kwargs.get("until"))
        sites = load_sites(crawler.settings["SITES_DIR"], kwargs.get("site"))
        chosen = _addresses(kwargs.get("listings"))
        spider = cls(sites, window, _ways(kwargs.get("via")), _age(kwargs.get("recheck")), chosen)
        spider._set_crawler(crawler)
        return spider

    @property
    def watched(self) -> tuple[Site, ...]:
        """The sites of which a visit tells how they are: one that asks for certain days says nothing of today."""
        return self.sites if self.window.is_open else ()

    async def start(self) -> AsyncIterator[Any]:
        self.archive.frontier.wish(site.id for site in self.sites)
        async for request in self.work():
            yield request

    async def begin_site(self, site: str) -> AsyncIterator[Request | Failure]:
        """Ask for the listings of a site."""
        ways = self._ways_of(self._by_id[site])
        if not ways and self._chosen is None:
            logger.warning("%s: its site file lists no %s", site, ", ".join(self._ways))
        cut_off = await self.archive.begin_visit(site, ways, self._began) if ways else set()
        if cut_off is None:
            return  # another crawl has read them since this one began
        listings = sorted(self._listings(self._by_id[site], cut_off), key=self._place)
        if self._recheck is not None:
            self._count(site, "rechecked", await self.archive.frontier.recheck(site, self._recheck))
        async for request in self._listing_requests(listings):
            yield self.errand(request, self._by_id[site])

    async def end_site(self, site: str) -> None:
        """Note the ways of which every listing was read."""
        unread = self.unread(self._by_id[site])
        if ways := [way for way in self._ways_of(self._by_id[site]) if WAYS[way] not in unread]:
            await self.archive.end_visit(site, ways)

    def wants(self, waiting: Waiting) -> bool:
        """What this run found, and of what earlier ones left the days that this one is asked for."""
        if self.window.is_open or super().wants(waiting):
            return True
        days = Entry(waiting.url, published_at=waiting.listed_at), Entry(waiting.url, updated_at=waiting.listed_at)
        return any(self.window.admits(day) for day in days)  # the frontier does not know which of both it was

    def _listings(self, site: Site, cut_off: set[str]) -> Iterator[Listing]:
        for way in self._ways_of(site):
            for url in getattr(site, way):
                if way in cut_off or self._is_chosen(url):
                    yield Listing(site, WAYS[way], url, thorough=way in cut_off)

    def _ways_of(self, site: Site) -> list[str]:
        """The ways by which a listing of the site is to be read."""
        return [way for way in self._ways if any(map(self._is_chosen, getattr(site, way)))]

    def _is_chosen(self, url: str) -> bool:
        return self._chosen is None or url in self._chosen

    def _place(self, listing: Listing) -> int:
        chosen = self._chosen or ()
        return chosen.index(listing.url) if listing.url in chosen else len(chosen)

    async def _offer_pages(self, entries: Iterable[Entry], listing: Listing) -> None:
        def found(entry: Entry) -> Found:
            return Found(listing.site, listing.by, listing.url, entry.published_at or entry.updated_at)

        for chunk in chunks(entry for entry in entries if listing.site.owns(entry.url)):
            standing = {entry: self._standing(entry, listing) for entry in chunk}
            plain = {entry: replace(entry, url=listing.site.plain(entry.url)) for entry in chunk}
            wanted = [plain[entry] for entry in chunk if standing[entry] == Standing.WANTED]
            listed = [self._noted(plain[entry], listing.site.id, standing[entry]) for entry in chunk]
            await self.offer(wanted, found, listed if listing.by != "section" else ())

    def _standing(self, entry: Entry, listing: Listing) -> Standing:
        articles_only = listing.by == "feed" or _ARTICLES.search(listing.url) is not None
        if not listing.site.accepts(entry.url, trusted=articles_only or entry.published_at is not None):
            return Standing.DENIED if listing.site.denies(entry.url) else Standing.NO_ARTICLE_ADDRESS
        return Standing.WANTED if self.window.admits(entry) else Standing.OUTSIDE

    def _noted(self, entry: Entry, site: str, standing: Standing) -> Listed:
        return Listed(entry.url, self.addresses(entry.url), site, day_of(entry), standing)


def _ways(text: str | None) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip())) or list(WAYS)
    wrong = next((name for name in names if name not in WAYS), None)
    if wrong is not None:
        raise BadInput(f"via={wrong} is unknown; choose among {', '.join(WAYS)}")
    return names


def _addresses(file: str | None) -> tuple[str, ...] | None:
    """The lines of a file that names listings; None when none is given."""
    if not file:
        return None
    try:
        return tuple(dict.fromkeys(Path(file).read_text(encoding="utf-8").split()))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"listings={file} cannot be read ({error}); write one address a line") from error


def _age(text: str | None) -> timedelta | None:
    """A span such as `7d` or `12h`; None when nothing is given."""
    if not text:
        return None
    found = _AGE.fullmatch(text)
    if found is None:
        raise BadInput(f"recheck={text} is no age of articles; write 7d or 12h")
    number, unit = found.groups()
    return timedelta(**{_UNITS[unit]: int(number)})
