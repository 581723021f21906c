"""What most people write: a Scrapy spider that extracts inline with trafilatura and appends to a list."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import trafilatura
from scrapy import Request, Spider
from scrapy.http import Response


class PlainSpider(Spider):
    name = "plain"
    file = ""

    async def start(self) -> AsyncIterator[Request]:
        self.articles: list[Any] = []
        for url in Path(self.file).read_text().split():
            yield Request(url)

    def parse(self, response: Response) -> None:
        self.articles.append(trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True))

    def closed(self, reason: str) -> None:
        self.logger.info("articles: %d", sum(article is not None for article in self.articles))
