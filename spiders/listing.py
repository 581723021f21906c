"""One list of a site to be read, and which sitemaps stand behind it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from crawler.dates import VIETNAM
from crawler.discovery.entries import Entry
from crawler.discovery.remembered import Remembered, digest_of, is_due, is_rebuilt
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
    seen: set[str] = field(default_factory=set)  # canonical addresses on earlier pages of the same section
    lastmod: datetime | None = None  # as the index says
    rebuilt: bool = False  # the index gives the same lastmod to all of its shards
    known: Remembered | None = None  # from earlier visits
    rules: str = ""  # what decides now on the entries that are wanted

    @property
    def read(self) -> Remembered | None:
        """What is known of the listing, when all that it lists was handed on by the rules of today."""
        return self.known if self.known and self.known.rules == self.rules and not self.thorough else None

    @property
    def is_due(self) -> bool:
        """Whether it is to be asked for: what the site file names and pages of a section always are."""
        if self.nesting == 0 or self.read is None or not (self.read.digest or self.guessed):
            return True
        return is_due(self.read, self.url, self.lastmod, datetime.now(UTC), rebuilt=self.rebuilt)

    def is_unchanged(self, body: bytes) -> bool:
        """True when the body is the one that was read before."""
        return self.read is not None and self.read.digest == digest_of(body)


def behind(listing: Listing, shards: Iterable[Shard], window: Window) -> Iterator[Listing]:
    """Sitemaps that a sitemap leads on to: those of an index, and the running month that some indexes lack."""
    site, listed = listing.site, {shard.url: shard for shard in shards}
    deeper = Listing(site, "sitemap", "", listing.nesting + 1)
    if listing.nesting < _MAX_NESTING:
        rebuilt = is_rebuilt([shard.modified_at for shard in listed.values()])
        for shard in listed.values():
            if _leads_on(shard, site, window):
                yield replace(deeper, url=shard.url, lastmod=shard.modified_at, rebuilt=rebuilt)
    alone = [] if listing.nesting and not listing.guessed else [listing.url]  # for the others their index has guessed
    for url in next_shards([*listed] or alone):
        guess = Shard(url)
        if url not in listed and _leads_on(guess, site, window) and _has_begun(guess):
            yield replace(deeper, url=url, guessed=True)


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
