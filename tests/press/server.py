"""The whole press on loopback: five papers, each on a port of its own, and the site files that lead to them."""

import threading
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from tests.press.expected import foreign_strings
from tests.press.houses import HOUSES, House
from tests.press.houses.edition import Edition
from tests.press.paper_server import Hit, PaperServer
from tests.press.reply import Reply, route_key
from tests.press.sitefile import write_site
from tests.press.truth import PressArticle, load_articles, load_not_articles


class Press:
    """The running press. `hits` holds every request in the order they came, over all papers."""

    def __init__(self, first_port: int, *, hanging: bool = False) -> None:
        self.hits: list[Hit] = []
        self._servers: dict[str, PaperServer] = {}
        self._editions: dict[str, Edition] = {}
        with ExitStack() as opened:
            for offset, house in enumerate(HOUSES):
                port = first_port + offset if first_port else 0
                server = PaperServer(house.id, house.wire, port, self.hits)
                opened.callback(server.server_close)
                self._open_paper(house, server, hanging=hanging)
            opened.pop_all()

    def _open_paper(self, house: House, server: PaperServer, *, hanging: bool) -> None:
        edition = _edition(house, f"http://127.0.0.1:{server.server_port}", hanging=hanging)
        self._servers[house.id], self._editions[house.id] = server, edition
        server.routes.update(house.routes(edition))

    @property
    def addresses(self) -> dict[str, str]:
        """`host:port` by paper."""
        return {paper: f"127.0.0.1:{server.server_port}" for paper, server in self._servers.items()}

    @property
    def private_hosts(self) -> str:
        """The value of PRIVATE_HOSTS_ALLOWED that lets a crawl reach the press."""
        return ",".join(self.addresses.values())

    def url(self, article: PressArticle) -> str:
        """The address of an article, as its paper calls it (canonical)."""
        house = _house(article.paper)
        return self._editions[article.paper].base + house.path(article)

    def page(self, article: PressArticle) -> bytes:
        """The bytes that the paper serves for an article."""
        return self._servers[article.paper].routes[_house(article.paper).path(article)].body

    def junk(self, article: PressArticle) -> tuple[str, ...]:
        """Every string on the article's page that must not come out as article: boxes, labels, menus."""
        sheet = _house(article.paper).page(article, self._editions[article.paper])
        return foreign_strings(sheet.junk, article)

    def put(self, paper: str, path: str, reply: Reply) -> None:
        """Let a paper answer something else from now on (an edited article, a 410, a broken feed)."""
        self._servers[paper].routes[route_key(path)] = reply

    def print_only(self, articles: Collection[PressArticle]) -> None:
        """Let the papers hold these articles and no others, in their listings, boxes and pages."""
        for house in HOUSES:
            edition = self._editions[house.id]
            kept = tuple(article for article in edition.articles if article in articles)
            self._servers[house.id].routes = dict(house.routes(replace(edition, articles=kept)))

    def write_sites(self, folder: Path) -> tuple[Path, ...]:
        """Write a ready site file for each paper into `folder` (made when missing); returns their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(write_site(folder, house, self._editions[house.id].base) for house in HOUSES)

    def run(self) -> None:
        """Start serving, a thread a paper; returns at once."""
        for server in self._servers.values():
            threading.Thread(target=server.serve_forever, args=(0.02,), name=f"press-{server.paper}").start()

    def stop(self) -> None:
        """Close every connection and port."""
        for server in self._servers.values():
            server.stop()


@contextmanager
def serve_press(first_port: int = 0, *, hanging: bool = False) -> Iterator[Press]:
    """The press, serving inside the `with` block.

    `first_port` is the port of the first paper, the others follow it (0: any free ports); `hanging` links a page that
    never answers. Raises OSError when a port is taken.
    """
    press = Press(first_port, hanging=hanging)
    press.run()
    try:
        yield press
    finally:
        press.stop()


def _edition(house: House, base: str, *, hanging: bool) -> Edition:
    articles = tuple(article for article in reversed(load_articles()) if article.paper == house.id)
    others = tuple(page for page in load_not_articles() if page.paper == house.id and (hanging or page.path != "/hang"))
    return Edition(house.name, base, articles, others)


def _house(paper: str) -> House:
    return next(house for house in HOUSES if house.id == paper)
