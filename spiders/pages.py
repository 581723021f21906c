"""What both spiders share: a found address becomes a request, a response a Page, a failed request a Failure."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.http import HtmlResponse, Request, Response, TextResponse
from twisted.python.failure import Failure as Trouble

from crawler.archive import Listed
from crawler.components.archive import ArchiveExtension
from crawler.components.budget import BudgetSpent
from crawler.components.failures import reason_of
from crawler.components.politeness import SiteClosed
from crawler.discovery.entries import Entry
from crawler.errors import Reason
from crawler.frontier import Offered, Waiting, ticket_at
from crawler.items import Failure, FoundBy, NotModified, Page
from crawler.sites import Site, host_of, site_of
from crawler.urls import article_id, canonicalize

_CHUNK = 500  # addresses offered in one transaction
_SNIFFED = 2048
_NOT_MODIFIED = 304

Outcome = Page | NotModified | Failure | Request
"""What became of a request; another request when it must be asked again."""


@dataclass(frozen=True, slots=True)
class Found:
    """The frontier's ticket of a page, and where its address was found: the site, the way, the listing, its date."""

    site: Site
    by: FoundBy
    at: str = ""
    listed_at: datetime | None = None
    ticket: int | None = None


class PageSpider(Spider):
    """Yields a Page (or NotModified) for each address that was fetched and a Failure for each that was not.

    Addresses go through the frontier: `offer` keeps them in the archive's database, `work` takes them out, a few of
    every site at a time. `sites` is what politeness and progress know the sites by.
    """

    def __init__(self, sites: Iterable[Site]) -> None:
        super().__init__()
        self.sites = tuple(sites)
        self._by_id = {site.id: site for site in self.sites}
        self._owners: dict[str, Site | None] = {}  # by host
        self._first_ticket = ticket_at(datetime.now(UTC))
        self._offered: set[int] = set()  # 64-bit keys: a back archive has millions of addresses
        self._new: set[int] = set()

    @property
    def archive(self) -> ArchiveExtension:
        """Raises ValueError when the settings switch the archive off: it holds what is to be fetched."""
        archive = self.crawler.get_extension(ArchiveExtension)
        if archive is None:
            raise ValueError(f"spider {self.name} needs crawler.components.archive.ArchiveExtension in EXTENSIONS")
        return archive

    async def work(self) -> AsyncIterator[Request | Failure]:
        """What the sites that were wished for have to fetch, until nothing of them is left that is due."""
        frontier = self.archive.frontier
        while frontier.goes_on:
            for site in await frontier.claim():
                async for request in self.begin_site(site):
                    yield request
            for waiting in await frontier.take():
                if self.wants(waiting):
                    if waiting.ticket < self._first_ticket:
                        self._count(waiting.site, "resumed")
                    yield self.page_request(waiting)
                else:
                    frontier.ended(waiting.ticket)
            for site in frontier.finished():
                await self.end_site(site)
                await frontier.release(site)
            await frontier.moved()

    async def begin_site(self, site: str) -> AsyncIterator[Request | Failure]:
        """What to ask of a site, by id, before its pages; nothing here."""
        return
        yield

    async def end_site(self, site: str) -> None:
        """Called when nothing of a site is left to do in this run; nothing here."""

    def wants(self, waiting: Waiting) -> bool:
        """Whether a page that an earlier run may have found is one of those that this run is asked for."""
        return waiting.key in self._offered

    async def offer(
        self,
        entries: Sequence[Entry],
        found: Callable[[Entry], Found],
        listed: Sequence[Listed] = (),
        *,
        again: bool = False,
    ) -> None:
        """Keep listed pages in the frontier, unless they are settled or kept already, and `listed` in the ledger.

        All in one transaction: hand over what `chunks` gives.
        """
        if not entries and not listed:
            return
        offered = [self._offer(entry, found(entry)) for entry in entries]
        fresh = await self.archive.frontier.offer(offered, listed, again=again)
        self._offered.update(_key(one.addresses[0]) for one in offered)
        for one in offered:
            if one.url in fresh:
                self._new.add(_key(one.addresses[0]))
                self._count(one.site, f"found/{one.found_by}")

    def is_new(self, url: str) -> bool:
        """True when this run has found the page, under whichever of its addresses, and no earlier one had."""
        return _key(self.addresses(url)[0]) in self._new

    def page_request(self, waiting: Waiting) -> Request | Failure:
        """The request for a page, to be yielded; of an address that Scrapy would drop for its length, the failure."""
        site = self._by_id.get(waiting.site) or self.site_at(waiting.url)
        found = Found(site, waiting.found_by, waiting.found_at, waiting.listed_at, waiting.ticket)
        request = Request(
            waiting.url,
            callback=self.parse_page,
            errback=self.refuse_page,
            headers=dict(waiting.conditions),
            cb_kwargs={"found": found},
            meta={
                "depth_reset": True,  # the depth that is limited is that of paging
                "warc_earlier": waiting.earlier,
                "handle_httpstatus_list": [_NOT_MODIFIED] if waiting.conditions else [],
            },
            dont_filter=True,  # the frontier filters, by canonical address
        )
        detail = self.too_long(request)
        return _failure(request, found, Reason.BAD_ADDRESS, detail) if detail else request

    def too_long(self, request: Request) -> str:
        """Why the address is longer than URLLENGTH_LIMIT allows; "" when it is not. Scrapy drops it without a row."""
        limit, length = self.settings.getint("URLLENGTH_LIMIT"), len(request.url)
        return f"an address of {length} characters; {limit} are allowed" if 0 < limit < length else ""

    def parse_page(self, response: Response, found: Found) -> Iterator[Outcome]:
        self._count(found.site.id, "fetched")
        self._count(found.site.id, "bytes", len(response.body))
        if response.status == _NOT_MODIFIED:
            yield _not_modified(response, found)
            return
        reason, detail = _refusal(response, found.site)
        yield _failure(response, found, reason, detail) if reason else _page(response, found)

    def refuse_page(self, trouble: Trouble) -> Iterator[Failure]:
        request: Request = trouble.request  # type: ignore[attr-defined]
        found: Found = request.cb_kwargs["found"]
        if self.is_left(trouble, found.site):
            self.archive.frontier.ended(found.ticket)
            return
        yield _failure(request, found, *reason_of(trouble.value))

    def is_left(self, trouble: Trouble, site: Site) -> bool:
        """Note that the site is not to be asked any more; True when a budget says so, and nothing has failed."""
        request: Request = trouble.request  # type: ignore[attr-defined]
        if isinstance(trouble.value, SiteClosed) and self.owner(request.url) == site:  # not where a redirect led to
            self.archive.frontier.rest(site.id)
        spent = isinstance(trouble.value, BudgetSpent)
        self._count(site.id, "waiting", int(spent))
        return spent

    def owner(self, url: str) -> Site | None:
        """The site whose domain the address lies in; looked for once a host, since a hundred site files are many."""
        host = host_of(url)
        if host not in self._owners:
            self._owners[host] = site_of(url, self.sites)
        return self._owners[host]

    def site_at(self, url: str) -> Site:
        """The site whose domain the address lies in. Raises ValueError when there is none."""
        site = self.owner(url)
        if site is None:
            raise ValueError(f"{url} lies in no site of this crawl")
        return site

    def _offer(self, entry: Entry, found: Found) -> Offered:
        where = (found.site.id, found.by, found.at, found.listed_at)
        return Offered(entry.url, self.addresses(entry.url), *where, entry.updated_at)

    def addresses(self, url: str) -> tuple[str, ...]:
        """The canonical addresses of a page, the one that it is known by first."""
        owner = self.owner(url)
        return owner.addresses(url) if owner is not None else (canonicalize(url),)

    def _count(self, site: str, what: str, number: int = 1) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"site/{site}/{what}", number)


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
        ticket=found.ticket,
        domains=found.site.domains,
    )


def _not_modified(response: Response, found: Found) -> NotModified | Request:
    """A 304 of the address that was asked for; where a redirect led, conditions speak of another page: asked anew."""
    request = response.request
    if request is None or "redirect_urls" not in response.meta:
        return NotModified(_page(response, found))
    meta = {"depth_reset": True, "warc_earlier": request.meta.get("warc_earlier")}
    return request.replace(url=_first_url(response), headers={}, meta=meta)


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
        ticket=found.ticket,
    )


def _key(canonical_url: str) -> int:
    """The frontier's key of a page: a signed 64-bit number."""
    number = int(article_id(canonical_url), 16)
    return number - (1 << 64) if number >> 63 else number


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


def chunks(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries in lists of at most as many as one transaction takes."""
    iterator = iter(entries)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
