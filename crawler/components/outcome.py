"""What a crawl came to, as a file that another program reads: the figures of each site, and why it ended."""

import json
import os
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.components.archive import ArchiveExtension
from crawler.components.progress import by_site


class Outcome:
    """Scrapy extension: writes OUTCOME_FILE when all is closed, whole or not at all; without the setting, nothing.

    `reason` is Scrapy's finish reason, `sites` what `site/<id>/…` counted, `broken` the trouble of the archive.
    """

    def __init__(self, crawler: Crawler, path: Path) -> None:
        self._crawler = crawler
        self._path = path

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        path = crawler.settings["OUTCOME_FILE"]
        if not path:
            raise NotConfigured
        outcome = cls(crawler, Path(path))
        crawler.signals.connect(outcome.write, signals.engine_stopped)
        return outcome

    def write(self) -> None:
        stats = self._crawler.stats.get_stats() if self._crawler.stats is not None else {}
        archive = self._crawler.get_extension(ArchiveExtension)
        broken = str(archive.broken) if archive is not None and archive.broken is not None else ""
        found = {"reason": stats.get("finish_reason", ""), "broken": broken, "sites": by_site(stats)}
        temporary = self._path.with_suffix(".part")
        temporary.write_text(json.dumps(found), encoding="utf-8")
        os.replace(temporary, self._path)
