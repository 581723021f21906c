"""First step: nothing goes on whose bytes are not safe in a WARC file."""

from datetime import UTC, datetime
from typing import Any

from crawler.errors import Reason
from crawler.items import Failure, Page


class RecordPipeline:
    """Refuses a page without a WARC record; the raw capture below the downloader writes one for every response."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Page) or item.warc is not None:
            return item
        return Failure(item.url, item.site, Reason.NOT_RECORDED, "no WARC record", datetime.now(UTC), item.found_by)
