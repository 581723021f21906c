"""A run one can read: a plain line a site while it runs, and what became of every page at the end."""

import logging
from collections import defaultdict
from collections.abc import Mapping
from time import monotonic
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

logger = logging.getLogger(__name__)

Figures = Mapping[str, int]


class Progress:
    """Scrapy extension: reads the stats `site/<id>/…` that spiders, politeness and pipelines count.

    A line for each site that moved since the last one, every LOGSTATS_INTERVAL seconds; one for every site at the end.
    """

    def __init__(self, crawler: Crawler, interval: float) -> None:
        self._crawler = crawler
        self._interval = interval
        self._last: dict[str, Figures] = {}
        self._started = monotonic()
        self._loop: Any = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        interval = crawler.settings.getfloat("LOGSTATS_INTERVAL")
        if not interval:
            raise NotConfigured
        progress = cls(crawler, interval)
        crawler.signals.connect(progress.spider_opened, signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signals.spider_closed)
        return progress

    def spider_opened(self) -> None:
        self._started = monotonic()
        self._loop = create_looping_call(self._tell_moved)
        self._loop.start(self._interval, now=False)

    def spider_closed(self) -> None:
        if self._loop is not None and self._loop.running:
            self._loop.stop()
        seconds = max(monotonic() - self._started, 0.001)
        for site, figures in sorted(self._sites().items()):
            logger.info("%s: %s", site, summary(figures, seconds))

    def _tell_moved(self) -> None:
        for site, figures in sorted(self._sites().items()):
            if figures != self._last.get(site):
                logger.info("%s: %s", site, glance(figures))
                self._last[site] = figures

    def _sites(self) -> dict[str, Figures]:
        stats = self._crawler.stats.get_stats() if self._crawler.stats is not None else {}
        return by_site(stats)


def by_site(stats: Mapping[str, Any]) -> dict[str, Figures]:
    """The figures of each site that counted anything, by the rest of their key: `found/feed`, `fetched`, …"""
    figures: dict[str, dict[str, int]] = defaultdict(dict)
    for key, value in stats.items():
        head, _, rest = key.partition("/")
        site, _, name = rest.partition("/")
        if head == "site" and name:
            figures[site][name] = value
    return {site: dict(counts) for site, counts in figures.items()}


def glance(figures: Figures) -> str:
    """What a person wants to see while it runs."""
    found, archived, refused = (sum(_group(figures, name).values()) for name in ("found", "archived", "failure"))
    return f"found {found}, fetched {figures.get('fetched', 0)}, archived {archived}, refused {refused}"


def summary(figures: Figures, seconds: float) -> str:
    """One line on what became of a site's pages: by which way found, archived as what, copies, refusals by reason."""
    fetched = figures.get("fetched", 0)
    parts = [
        _told("found", _group(figures, "found")),
        *([f"taken up again {figures['resumed']}"] if figures.get("resumed") else []),
        f"fetched {fetched}",
        _told("archived", _group(figures, "archived")),
        _told("copies", {kind: n for kind, n in _group(figures, "copies").items() if kind != "unique"}),
        _told("refused", _group(figures, "failure")),
        *([f"lists not modified {figures['not_modified']}"] if figures.get("not_modified") else []),
        *(["the rest waits for the next run: its budget is used up"] if figures.get("waiting") else []),
        f"{figures.get('bytes', 0) / 1e6:.1f} MB",
        f"{fetched / seconds:.1f} pages/s",
    ]
    pauses = figures.get("pauses", 0)
    return ", ".join([*parts, f"paused {pauses} times"] if pauses else parts)


def _group(figures: Figures, name: str) -> dict[str, int]:
    return {key.removeprefix(f"{name}/"): value for key, value in figures.items() if key.startswith(f"{name}/")}


def _told(word: str, counts: Mapping[str, int]) -> str:
    details = ", ".join(
        f"{name} {number}" for name, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return f"{word} {sum(counts.values())}" + (f" ({details})" if details else "")
