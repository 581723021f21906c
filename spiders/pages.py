"""What both spiders share: a found address becomes a request, a response a Page, a failed request a Failure."""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.http import HtmlResponse, Request, Response, TextResponse
from twisted.python.failure import Failure as Trouble

from crawler.components.archive import ArchiveExtension
from crawler.components.failures import reason_of
from crawler.discovery.entries import Entry
from crawler.errors import Reason
from crawler.items import Failure, FoundBy, Page
from crawler.sites import Site, host_of, site_of
from crawler.urls import article_id, canonicalize

_CHUNK = 500  # addresses asked of the archive at a time
_SNIFFED = 2048


@dataclass(frozen=True, slots=True)
class Found:
    """Where an address was found: the site, the way, the feed, sitemap or section, and the date given there."""

    site: Site
    by: FoundBy
    at: str = ""
    listed_at: datetime | None = None


class PageSpider(Spider):
    """Yields a Page for each address that was fetched and a Failure for each that was not.

    `sites` is what politeness and progress know the sites by.
    """

    def __init__(self, sites: Iterable[Site]) -> None:
        super().__init__()
        self.sites = tuple(sites)
        self._owners: dict[str, Site | None] = {}  # by host
        self._asked: set[int] = set()  # 64-bit ids: a back archive has millions of addresses

    async def unasked(self, entries: Iterable[Entry]) -> AsyncIterator[Entry]:
        """Those that this run has not asked for and the archive has neither kept nor finally refused."""
        for chunk in _chunks(entries):
            known = await self._known(chunk)
            for entry in chunk:
                if entry.url not in known and not self.was_asked(entry.url):
                    self._asked.add(self._key(entry.url))
                    yield entry

    def was_asked(self, url: str) -> bool:
        """True when this run has asked for the page, under whichever of its addresses."""
        return self._key(url) in self._asked

    def page_request(self, entry: Entry, found: Found) -> Request | Failure:
        """The request for a page, to be yielded; of an address that Scrapy would drop for its length, the failure."""
        self._count(found.site, f"found/{found.by}")
        request = Request(
            entry.url,
            callback=self.parse_page,
            errback=self.refuse_page,
            cb_kwargs={"found": found},
            meta={"depth_reset": True},  # the depth that is limited is that of paging
            dont_filter=True,  # `unasked` filters, by canonical address
        )
        detail = self.too_long(request)
        return _failure(request, found, Reason.BAD_ADDRESS, detail) if detail else request

    def too_long(self, request: Request) -> str:
        """Why the address is longer than URLLENGTH_LIMIT allows; "" when it is not. Scrapy drops it without a row."""
        limit, length = self.settings.getint("URLLENGTH_LIMIT"), len(request.url)
        return f"an address of {length} characters; {limit} are allowed" if 0 < limit < length else ""

    def parse_page(self, response: Response, found: Found) -> Iterator[Page | Failure]:
        self._count(found.site, "fetched")
        self._count(found.site, "bytes", len(response.body))
        reason, detail = _refusal(response, found.site)
        yield _failure(response, found, reason, detail) if reason else _page(response, found)

    def refuse_page(self, trouble: Trouble) -> Iterator[Failure]:
        request: Request = trouble.request  # type: ignore[attr-defined]
        yield _failure(request, request.cb_kwargs["found"], *reason_of(trouble.value))

    async def _known(self, entries: list[Entry]) -> set[str]:
        archive = self.crawler.get_extension(ArchiveExtension)
        if archive is None:
            return set()
        addresses = {entry.url: {entry.url, *self._addresses(entry.url)} for entry in entries}
        known = await archive.known(set().union(*addresses.values()))
        return {url for url, names in addresses.items() if not known.isdisjoint(names)}

    def _key(self, url: str) -> int:
        return int(article_id(self._addresses(url)[0]), 16)

    def owner(self, url: str) -> Site | None:
        """The site whose domain the address lies in; looked for once a host, since a hundred site files are many."""
        host = host_of(url)
        if host not in self._owners:
            self._owners[host] = site_of(url, self.sites)
        return self._owners[host]

    def _addresses(self, url: str) -> tuple[str, ...]:
        owner = self.owner(url)
        return owner.addresses(url) if owner is not None else (canonicalize(url),)

    def _count(self, site: Site, what: str, number: int = 1) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"site/{site.id}/{what}", number)


def _page(response: Response, found: Found) -> Page:
    return Page(
        url=response.url,
        requested_url=_first_url(response),
        site=found.site.id,
        status=response.status,
        headers=tuple(_headers(response)),
        body=response.body,
        fetched_at=response.meta.get("fetched_at") or datetime.now(UTC),
        found_by=found.by,
        found_at=found.at,
        listed_at=found.listed_at,
        warc=response.meta.get("warc"),
    )


def _failure(at: Request | Response, found: Found, reason: Reason, detail: str) -> Failure:
    return Failure(
        url=at.url,
        site=found.site.id,
        reason=reason,
        detail=detail,
        at=datetime.now(UTC),
        found_by=found.by,
        warc=at.meta.get("warc"),
        requested_url=_first_url(at),
    )


def _headers(response: Response) -> Iterator[tuple[str, str]]:
    for name, values in response.headers.items():
        for value in values:
            yield name.decode("latin-1"), value.decode("latin-1")


def _first_url(at: Request | Response) -> str:
    """The address that was asked for, before redirects."""
    first: str = at.meta.get("redirect_urls", [at.url])[0]
    return first


def _refusal(response: Response, site: Site) -> tuple[Reason | None, str]:
    """Why a response is no page of the site, as far as its address and type tell."""
    if not site.owns(response.url):
        return Reason.OFFSITE, f"redirected to {response.url[:200]}"
    if "redirect_urls" in response.meta and urlsplit(response.url).path in ("", "/"):
        return Reason.SOFT_404, "redirected to the front page"
    if not _is_html(response):
        kind = (response.headers.get("Content-Type") or b"no content type").decode("latin-1")
        return Reason.NOT_HTML, kind[:100]
    return None, ""


def _is_html(response: Response) -> bool:
    """HTML by type or, for text of another type, by content: some servers call every page text/plain."""
    if isinstance(response, HtmlResponse):
        return True
    return isinstance(response, TextResponse) and b"<html" in response.body[:_SNIFFED].lower()


def _chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    iterator = iter(entries)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
