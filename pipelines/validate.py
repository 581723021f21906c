"""Third step: drop with a reason what is no article of this archive."""

from datetime import date
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.items import Extracted, failed
from crawler.validation import Rules, refusal


class ValidatePipeline:
    """Refuses by the rules of `crawler.validation`; `since` and `until` are the spider's."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(
            Rules(
                min_words=crawler.settings.getint("MIN_WORDS"),
                languages=frozenset(crawler.settings.getlist("LANGUAGES")),
                since=_day(crawler, "since"),
                until=_day(crawler, "until"),
            )
        )

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Extracted):
            return item
        refused = refusal(item.article, self._rules)
        return failed(item.page, *refused) if refused else item


def _day(crawler: Crawler, name: str) -> date | None:
    value = getattr(crawler.spider, name, None)
    return value if isinstance(value, date) else None
