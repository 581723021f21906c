"""What most people write to find articles: Scrapy's SitemapSpider that follows every link of the same papers too."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import SitemapSpider


class PlainDiscovery(SitemapSpider):
    name = "plain-discovery"

    def __init__(self, papers: str) -> None:
        """`papers` are base addresses with commas between."""
        self._papers = papers.split(",")
        super().__init__()
        self.sitemap_urls = [f"{paper}/sitemap.xml" for paper in self._papers]
        self._links = LinkExtractor(allow_domains=[paper.partition("://")[2] for paper in self._papers])

    async def start(self) -> AsyncIterator[Any]:
        async for request in super().start():
            yield request
        for paper in self._papers:
            yield Request(f"{paper}/", callback=self.parse)

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        if isinstance(response, TextResponse):
            yield from response.follow_all(self._links.extract_links(response), callback=self.parse)
