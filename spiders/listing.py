"""One list of a site to be read, and which sitemaps stand behind it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from crawler.dates import VIETNAM
from crawler.discovery.entries import Entry
from crawler.discovery.shards import next_shards
from crawler.discovery.sitemaps import Shard
from crawler.discovery.window import Window
from crawler.items import FoundBy
from crawler.sites import Site

_MAX_NESTING = 3  # of sitemap indexes; the protocol allows none
_NOT_ARTICLES = re.compile(
    r"(?:^|[/._-])(?:categor(?:y|ies)|cates?|tags?|topics?|authors?|images?|videos?)(?=[._\d-]|$)"
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


def behind(listing: Listing, shards: Iterable[Shard], window: Window) -> Iterator[Listing]:
    """Sitemaps that a sitemap leads on to: those of an index, and the running month that some indexes lack."""
    site, listed = listing.site, {shard.url: shard for shard in shards}
    if listing.nesting < _MAX_NESTING:
        for shard in listed.values():
            if _leads_on(shard, site, window):
                yield Listing(site, "sitemap", shard.url, listing.nesting + 1)
    for url in next_shards([*listed] or [listing.url]):
        guess = Shard(url)
        if url not in listed and _leads_on(guess, site, window) and _has_begun(guess):
            yield Listing(site, "sitemap", url, listing.nesting + 1, guessed=True)


def set_aside(listed: Iterable[Entry | Shard], shards: list[Shard]) -> Iterator[Entry]:
    """The entries of a sitemap as they are read; its shards go into `shards`."""
    for item in listed:
        if isinstance(item, Shard):
            shards.append(item)
        else:
            yield item


def _leads_on(shard: Shard, site: Site, window: Window) -> bool:
    name = shard.url.rpartition("/")[2]
    mine = site.owns(shard.url) and not site.denies(shard.url) and not _NOT_ARTICLES.search(name)
    return mine and window.admits_shard(shard)


def _has_begun(shard: Shard) -> bool:
    return Window(until=datetime.now(VIETNAM).date()).admits_shard(shard)
