"""How much of a site one run may take: so many answers, so many bytes, then the site waits for the next run."""

import logging
from collections import Counter
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response

from crawler.components.politeness import Politeness, SiteClosed
from crawler.errors import BadInput

logger = logging.getLogger(__name__)


class BudgetSpent(SiteClosed):
    """The run has taken of the site all that it may; the rest is left for the next run."""


class Budget:
    """Downloader middleware above robots.txt: what is not asked for must not ask for the rules of its host either.

    Every answer counts, as received: pages, listings, redirects, errors and robots.txt, which alone is always asked.
    Raises BudgetSpent.
    """

    def __init__(self, crawler: Crawler, pages: int, size: int) -> None:
        self._crawler = crawler
        self._most_pages = pages
        self._most_bytes = size
        self._pages: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self._told: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises BadInput for a budget that is no number."""
        pages, size = (_limit(crawler, name) for name in ("BUDGET_PAGES", "BUDGET_BYTES"))
        if not pages and not size:
            raise NotConfigured
        budget = cls(crawler, pages, size)
        crawler.signals.connect(budget.response_downloaded, signals.response_downloaded)
        return budget

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Called before decompression."""
        slot = self._slot(request.url)
        self._pages[slot] += 1
        self._bytes[slot] += len(response.body)

    def process_request(self, request: Request) -> None:
        slot = self._slot(request.url)
        if request.meta.get("dont_obey_robotstxt") or not self.is_spent(slot):
            return
        if slot not in self._told:
            self._told.add(slot)
            taken = f"{self._pages[slot]} answers, {self._bytes[slot]} bytes"
            logger.warning("%s: the budget of a run is used up (%s); the rest waits for the next", slot, taken)
        raise BudgetSpent(f"{slot}: the budget of this run is used up")

    def is_spent(self, slot: str) -> bool:
        """True when this run takes no more of the site (by id) or host."""
        pages = 0 < self._most_pages <= self._pages[slot]
        return pages or 0 < self._most_bytes <= self._bytes[slot]

    def _slot(self, url: str) -> str:
        politeness: Politeness | None = self._crawler.get_downloader_middleware(Politeness)
        return politeness.slot_of(url) if politeness is not None else url


def _limit(crawler: Crawler, name: str) -> int:
    text = str(crawler.settings[name]).strip()
    if not (text.isascii() and text.isdigit()):
        raise BadInput(f"{name}={text} is no number; write how many a site may cost in one run, 0 for no limit")
    return int(text)
