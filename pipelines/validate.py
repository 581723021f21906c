"""Third step: drop with a reason what is no article of this archive."""

from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.discovery.window import Window
from crawler.items import Extracted, failed
from crawler.validation import Rules, refusal


class ValidatePipeline:
    """Refuses by the rules of `crawler.validation`; the days asked for are the spider's window."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        window = getattr(crawler.spider, "window", Window())  # a list of addresses has none
        return cls(
            Rules(
                min_words=crawler.settings.getint("MIN_WORDS"),
                languages=frozenset(crawler.settings.getlist("LANGUAGES")),
                since=window.since,
                until=window.until,
            )
        )

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Extracted):
            return item
        refused = refusal(item.article, self._rules)
        return failed(item.page, *refused) if refused else item
