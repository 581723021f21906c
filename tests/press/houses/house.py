"""What every paper of the press has: an address for each article, a page for it, listings that lead there."""

from abc import ABC, abstractmethod
from typing import ClassVar

from tests.press.houses.edition import Edition
from tests.press.houses.sheet import Sheet
from tests.press.reply import Reply, Wire
from tests.press.truth import PressArticle


class House(ABC):
    """A paper: how it is reached (the keys of a site file, as paths) and how it sets its pages."""

    id: ClassVar[str]
    name: ClassVar[str]
    dateline: ClassVar[str | None] = None
    wire: ClassVar[Wire] = Wire()
    feeds: ClassVar[tuple[str, ...]] = ()
    sitemaps: ClassVar[tuple[str, ...]] = ()
    sections: ClassVar[tuple[str, ...]] = ()
    article_url: ClassVar[str]
    deny: ClassVar[tuple[str, ...]] = ()
    delay: ClassVar[float] = 0.0

    def printed_lead(self, article: PressArticle) -> str:
        """The lead as readers see it, after the paper's dateline when it has one."""
        return f"({self.dateline}) - {article.lead}" if self.dateline and article.lead else article.lead

    @abstractmethod
    def path(self, article: PressArticle) -> str:
        """The canonical path of an article (query sorted)."""

    @abstractmethod
    def page(self, article: PressArticle, edition: Edition) -> Sheet:
        """The page of an article as this paper sets it."""

    @abstractmethod
    def listings(self, edition: Edition) -> dict[str, Reply]:
        """Everything but the articles: front page, robots.txt, feeds, sitemaps, sections, oddities."""

    def routes(self, edition: Edition) -> dict[str, Reply]:
        """Every address of the paper with its answer."""
        pages = {self.path(article): self.reply(article, edition) for article in edition.articles}
        return pages | self.listings(edition)

    def reply(self, article: PressArticle, edition: Edition) -> Reply:
        """The answer for an article; a paper with an encoding of its own says so here."""
        return Reply(self.page(article, edition).html.encode())
