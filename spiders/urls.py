"""`scrapy crawl urls`: the pages of a list, one address a line."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.discovery.entries import Entry
from crawler.errors import BadInput, Reason
from crawler.items import Failure
from crawler.sites import Site, load_sites
from spiders.pages import Found, Outcome, PageSpider, chunks

_UNSAFE = re.compile(r"[^a-z0-9]+")
_ID_LENGTH = 63  # of a DNS label; the id becomes a folder's name
_LINE_LIMIT = 8192


class UrlsSpider(PageSpider):
    """Argument: `file`, with one address a line; blank lines and lines that start with # are passed over."""

    name = "urls"

    def __init__(self, file: Path, sites: list[Site]) -> None:
        super().__init__(sites)
        self._file = file

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Raises BadInput for a file that cannot be read and BadSiteFile for a bad site file."""
        unknown = sorted(set(kwargs) - {"file"})
        if unknown:
            raise BadInput(f"no argument {unknown[0]!r}; urls takes file")
        spider = cls(_readable(kwargs.get("file")), _known_sites(Path(crawler.settings["SITES_DIR"])))
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        for chunk in chunks(_entries(self._file)):
            bad = [entry for entry in chunk if not _is_web(entry.url)]
            for entry in bad:
                detail = "an address starts with http:// or https://"
                yield Failure(
                    entry.url, self.site_at(entry.url).id, Reason.BAD_ADDRESS, detail, datetime.now(UTC), "urls"
                )
            good = [entry for entry in chunk if _is_web(entry.url)]
            self.archive.frontier.wish(self.site_at(entry.url).id for entry in good)
            await self.offer(good, self._found, again=True)
        async for request in self.work():
            yield request

    def _found(self, entry: Entry) -> Found:
        return Found(self.site_at(entry.url), "urls", str(self._file))

    def parse_page(self, response: Response, found: Found) -> Iterator[Outcome]:
        """The page belongs to the site that answered: who asks for an address takes where it leads."""
        yield from super().parse_page(response, replace(found, site=self.site_at(response.url)))

    def site_at(self, url: str) -> Site:
        """The site whose domain the address lies in, else one that is made up for its host."""
        return self.owner(url) or _unknown_site(url)


def _unknown_site(url: str) -> Site:
    """A site for a host that no site file knows; its id is safe as a folder's name."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    name = _UNSAFE.sub("-", host.removeprefix("www.")).strip("-")[:_ID_LENGTH].strip("-")
    return Site(id=name or "unknown", domains=(host,))


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _entries(file: Path) -> Iterator[Entry]:
    with file.open("rb") as lines:
        for line in iter(lambda: lines.readline(_LINE_LIMIT), b""):
            url = line.decode("utf-8-sig", errors="replace").strip()
            if url and not url.startswith("#"):
                yield Entry(url)


def _readable(name: str | None) -> Path:
    if not name:
        raise BadInput("urls needs a file of addresses: -a file=urls.txt")
    try:
        with open(name, "rb"):
            return Path(name)
    except OSError as error:
        raise BadInput(f"{name}: cannot read this file of addresses: {error.strerror}") from None


def _known_sites(directory: Path) -> list[Site]:
    """Site files are welcome here, not needed."""
    return load_sites(directory) if any(directory.rglob("*.toml")) else []
