"""The papers of the soak: the bundled press, whose articles appear at their own dates, and papers that print daily."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from crawler.urls import canonicalize
from tests.crawling import Home
from tests.killing import page_of
from tests.press.server import Press, serve_press
from tests.press.truth import load_articles
from tests.spiders.crawl import write_site
from tests.spiders.town import House, open_house, rss, urlset

_FEED = 20  # articles that a feed lists
_PAST = 15  # articles that were there before


class SoakTown:
    """What is printed until now; `articles` are the canonical addresses of all of it."""

    def __init__(self, press: Press | None, houses: list[House], start: datetime, every: timedelta) -> None:
        self._press, self._houses = press, houses
        self._start, self._every = start, every
        self._urls: list[list[str]] = [[] for _ in houses]
        self.articles: set[str] = set()

    def print_until(self, now: datetime) -> None:
        """Put on the papers' servers what they have printed by this moment."""
        if self._press is not None:
            printed = [article for article in load_articles() if article.published_at <= now]
            self._press.print_only(printed)
            self.articles |= {canonicalize(self._press.url(article)) for article in printed}
        for place, house in enumerate(self._houses):
            self._print(place, house, now)

    def _print(self, place: int, house: House, now: datetime) -> None:
        urls = self._urls[place]
        first = self._start - _PAST * self._every
        while (moment := first + len(urls) * self._every) <= now:
            number = len(urls)
            head = f'<meta property="article:published_time" content="{moment.isoformat()}">'
            house.routes[f"/tin-{number}.html"] = page_of(place, number, head)
            urls.append(f"{house.base}/tin-{number}.html")
        house.routes |= {"/rss": rss(*urls[: -_FEED - 1 : -1]), "/sitemap.xml": urlset(*urls)}
        self.articles |= {canonicalize(url) for url in urls}


@contextmanager
def open_soak_town(
    folder: Path, start: datetime, *, with_press: bool, papers: int, every: timedelta
) -> Iterator[tuple[SoakTown, Home]]:
    """The bundled press if asked for, papers that print an article `every` so often, and a home that knows them."""
    with ExitStack() as stack:
        press = stack.enter_context(serve_press()) if with_press else None
        houses = [stack.enter_context(open_house()) for _ in range(papers)]
        hosts = [*([press.private_hosts] if press else []), *(house.address for house in houses)]
        home = Home(folder, folder.parent / "sites", ",".join(hosts))
        if press is not None:
            press.write_sites(home.sites)
        for place, house in enumerate(houses):
            lists = {"feeds": ["/rss"], "sitemaps": ["/sitemap.xml"]}
            write_site(home.sites, house, f"bao-{place}", lists, article_url=r"/tin-\d+\.html$")
        town = SoakTown(press, houses, start, every)
        town.print_until(start)
        yield town, home
