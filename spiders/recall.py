"""What earlier visits know of listings, and what this visit adds for the next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from scrapy.http import Response

from crawler.components.archive import ArchiveExtension
from crawler.discovery.remembered import Remembered, answered, confirmed, digest_of, rules_of, validator
from crawler.discovery.window import Window
from crawler.sites import Site
from spiders.listing import Listing


class ListingMemory:
    """The archive's rows of listings. Without an archive nothing is known and nothing kept."""

    def __init__(self, archive: ArchiveExtension | None, window: Window) -> None:
        self._archive = archive
        self._rules = cache(lambda site: _rules(site, window))

    async def recall(self, listings: Sequence[Listing]) -> list[Listing]:
        """The listings with what is known of them."""
        if self._archive is None or not listings:
            return list(listings)
        urls = [listing.url for listing in listings]
        known = await self._archive.ask(lambda archive: archive.listings(urls))
        return [replace(one, known=known.get(one.url), rules=self._rules(one.site)) for one in listings]

    async def keep(self, listing: Listing, response: Response, *, whole: bool = False) -> str:
        """Remember a full answer, once all that it lists has been handed on; returns the trust that it has come to.

        With `whole` it is never asked for with conditions: of an index the body is needed on every visit.
        """
        headers = {} if whole else response.headers
        now = Remembered(
            url=listing.url,
            site=listing.site.id,
            rules=listing.rules,
            digest=digest_of(response.body),
            asked_at=datetime.now(UTC),
            changed_at=datetime.now(UTC),
            etag=validator(headers.get("ETag")),
            last_modified=validator(headers.get("Last-Modified")),
            lastmod=listing.lastmod,
            warc=response.meta.get("warc"),
        )
        kept = answered(listing.known, now)
        await self._remember(kept)
        return kept.trust

    async def confirm(self, listing: Listing) -> None:
        """Remember that a listing has not changed, as its server says."""
        if listing.known is not None:
            await self._remember(confirmed(listing.known, datetime.now(UTC), listing.lastmod))

    async def miss(self, listing: Listing) -> None:
        """Remember that a guessed listing is not there."""
        now = datetime.now(UTC)
        await self._remember(Remembered(listing.url, listing.site.id, listing.rules, "", now, now))

    async def forget(self, urls: Sequence[str]) -> None:
        """Let the next visit read these listings, changed or not."""
        if self._archive is not None and urls:
            await self._archive.ask(lambda archive: archive.forget_listings(urls))

    async def _remember(self, what: Remembered) -> None:
        if self._archive is not None:
            await self._archive.ask(lambda archive: archive.remember_listing(what))


def _rules(site: Site, window: Window) -> str:
    return rules_of(site, window.since, window.until)
