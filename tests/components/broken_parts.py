"""A spider and a pipeline step with a fault of our own making, each on one page and one listing,
and a page at which the disk is full."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy.http import Response

from crawler.components.capture import UNWRITABLE
from crawler.components.giving_up import give_up
from crawler.errors import NotRecorded
from spiders.listing import Listing
from spiders.news import NewsSpider
from spiders.pages import Found, Outcome


class BrokenSpider(NewsSpider):
    name = "broken"

    async def parse_listing(self, response: Response, listing: Listing) -> AsyncIterator[Any]:
        if response.url.endswith("/rss-hong"):
            raise KeyError("listing")
        async for result in super().parse_listing(response, listing):
            yield result

    def parse_page(self, response: Response, found: Found) -> Iterator[Outcome]:
        if response.url.endswith("/tin-1.html"):
            raise TypeError("callback,\nin two lines")
        if response.url.endswith("/tin-day.html"):
            give_up(self.crawler, NotRecorded("the disk is full"), UNWRITABLE)
            return
        yield from super().parse_page(response, found)


class BrokenStep:
    def process_item(self, item: Any) -> Any:
        if item.url.endswith("/tin-2.html"):
            raise ZeroDivisionError("step")
        return item
