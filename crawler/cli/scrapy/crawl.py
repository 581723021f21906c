"""`scrapy crawl`: as Scrapy has it, but what prevents a crawl is one line and a non-zero exit."""

import argparse
import asyncio
import sys
from typing import cast

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.exceptions import UsageError

from crawler.components.giving_up import given_up
from crawler.errors import KhoBaoError, Reason


class Command(CrawlCommand):
    """Scrapy prints a traceback for a bad site file and exits 0 when the archive or our own code broke on the way."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise UsageError("name one spider: scrapy crawl news, or scrapy crawl urls")
        try:
            crawler = self._create_crawler(args[0])
        except KeyError:
            raise UsageError(f"no spider {args[0]!r}; `scrapy list` names them") from None
        process = cast("AsyncCrawlerProcess", self.crawler_process)  # the asyncio reactor is Scrapy's default
        crawl = process.crawl(crawler, **opts.spargs)
        process.start()
        self.exitcode = _exit_status(crawl, crawler)


def _exit_status(crawl: "asyncio.Task[None]", crawler: Crawler) -> int:
    error = crawl.exception() if crawl.done() and not crawl.cancelled() else None
    if error is None:
        stats = crawler.stats.get_stats() if crawler.stats is not None else {}
        return int(given_up(crawler) or f"failure/{Reason.INTERNAL}" in stats)
    if not isinstance(error, KhoBaoError):
        raise error
    print(f"khobao: {error}", file=sys.stderr)
    return 1
