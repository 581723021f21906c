"""What a spider yields, as lines of JSON: the pipeline of crawls that test discovery alone."""

import json
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.items import Page


class Collect:
    def __init__(self, path: str) -> None:
        self._path = path

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings["COLLECT"])

    def process_item(self, item: Any) -> Any:
        line = {"url": item.url, "site": item.site, "found_by": item.found_by, "requested": item.requested_url}
        if isinstance(item, Page):
            line |= {"listed_at": item.listed_at, "recorded": item.warc is not None, "length": len(item.body)}
        else:
            line |= {"reason": item.reason, "detail": item.detail}
        with open(self._path, "a", encoding="utf-8") as lines:
            lines.write(json.dumps(line, default=str) + "\n")
        return item
