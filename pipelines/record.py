"""First step: nothing goes on whose bytes are not safe in a WARC file."""

from typing import Any

from crawler.errors import Reason
from crawler.items import Page, failed


class RecordPipeline:
    """Refuses a page without a WARC record; the raw capture below the downloader writes one for every response."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Page) or item.warc is not None:
            return item
        return failed(item, Reason.NOT_RECORDED, "no WARC record")
