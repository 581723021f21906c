"""Papers of a realistic size: feeds, indexes with dated shards, sections with pages, all of them leading to articles.

Four families, by how a second visit could go wrong: `dated` gives true times in its index; `rebuilt` gives the time
at which it was made to all shards, and lacks the running month; `paged` has sections and a feed alone; `daily` has a
shard a day and no times.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from crawler.dates import VIETNAM
from tests.spiders.crawl import write_site
from tests.spiders.town import Answer, House, article, links, rss

FAMILIES = ("dated", "rebuilt", "paged", "daily")
PATTERN = r"/tin-\d+\.html$"
ON_FEED = 20
A_PAGE = 12  # articles of a section page
_XML = "application/xml"


@dataclass(slots=True)
class Paper:
    """A paper at a house; `days` is the day of each article, by number, oldest first."""

    house: House
    family: str
    days: list[date] = field(default_factory=list)

    def publish(self, days: Sequence[date]) -> None:
        """Print an article for each of these days and set all listings anew."""
        self.days += days
        routes = {self.path(number): article(f"Tin số {number}") for number in range(len(self.days))}
        self.house.routes = {**routes, "/robots.txt": Answer(b"User-agent: *\nAllow: /\n", content_type="text/plain")}
        self.house.routes |= self._sections() if self.family == "paged" else self._sitemaps()
        self.house.routes["/rss"] = rss(*[self.house.base + self.path(number) for number in self._newest()[:ON_FEED]])
        self.house.routes["/"] = links(*map(self.path, self._newest()[:ON_FEED]), more='<a href="/muc/tin">Mục</a>')

    def path(self, number: int) -> str:
        return f"/tin-{number}.html"

    def write_site(self, folder: Path) -> None:
        lists = {"sections": ["/muc/tin"]} if self.family == "paged" else {"sitemaps": ["/sitemap.xml"]}
        write_site(folder, self.house, self.family, {"feeds": ["/rss"], **lists}, article_url=PATTERN)

    def _newest(self) -> list[int]:
        return list(reversed(range(len(self.days))))

    def _sections(self) -> dict[str, Answer]:
        pages = [self._newest()[start : start + A_PAGE] for start in range(0, len(self.days), A_PAGE)]
        names = ["/muc/tin", *(f"/muc/tin?page={number}" for number in range(2, len(pages) + 1))]
        return {
            name: links(*map(self.path, page), more=f'<a href="/muc/tin?page={number}">{number}</a>')
            for number, (name, page) in enumerate(zip(names, pages, strict=True), 2)
        }

    def _sitemaps(self) -> dict[str, Answer]:
        shards: dict[str, list[int]] = {}
        for number, day in enumerate(self.days):
            shards.setdefault(self._shard(day), []).append(number)
        listed = list(shards)
        if self.family == "rebuilt":
            listed.remove(self._shard(datetime.now(VIETNAM).date()))
        rows = "".join(f"<sitemap><loc>{self.house.base}{name}</loc>{self._changed(name)}</sitemap>" for name in listed)
        index = Answer(f"<sitemapindex>{rows}</sitemapindex>".encode(), content_type=_XML)
        return {"/sitemap.xml": index, **{name: self._urlset(numbers) for name, numbers in shards.items()}}

    def _shard(self, day: date) -> str:
        return f"/s/tin-{day:%Y-%m-%d}.xml" if self.family == "daily" else f"/s/tin-{day:%Y-%m}.xml"

    def _changed(self, shard: str) -> str:
        """What the index says of a shard's last change."""
        if self.family == "daily":
            return ""
        if self.family == "rebuilt":
            return f"<lastmod>{datetime.now(UTC).isoformat()}</lastmod>"
        last = max(number for number, day in enumerate(self.days) if self._shard(day) == shard)
        noon = datetime(self.days[last].year, self.days[last].month, self.days[last].day, 0, 1, last % 60, tzinfo=UTC)
        return f"<lastmod>{noon.isoformat()}</lastmod>"

    def _urlset(self, numbers: Sequence[int]) -> Answer:
        rows = "".join(f"<url><loc>{self.house.base}{self.path(number)}</loc></url>" for number in numbers)
        return Answer(f"<urlset>{rows}</urlset>".encode(), content_type=_XML)


def past_days(number: int, *, every: int = 3) -> list[date]:
    """So many days until today, one every so many days."""
    today = datetime.now(VIETNAM).date()
    return [today - timedelta(days=every * back) for back in reversed(range(number))]
