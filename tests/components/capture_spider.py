"""A spider that checks, when a response reaches it, whether the record is already on disk, and writes down what it saw.

Run by `scrapy runspider` in a process of its own: arguments `urls` (a JSON list of [url, meta, method, headers]),
`archive` (ARCHIVE_DIR) and `out` (a file of JSON lines).
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.warc import read


class CaptureSpider(scrapy.Spider):
    name = "capture"
    custom_settings = {  # noqa: RUF012  # Scrapy's own way
        "DOWNLOADER_MIDDLEWARES": {"crawler.components.capture.RawCapture": 950},
        "ROBOTSTXT_OBEY": True,
        "RETRY_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "DOWNLOAD_MAXSIZE": 200_000,
        "USER_AGENT": "khobao/0.1 (+https://bao.example/lien-he)",
        "OPERATOR": "Thư viện",
        "CONTACT": "https://bao.example/lien-he",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    }
    urls: str
    archive: str
    out: str

    async def start(self) -> AsyncIterator[Any]:
        for url, meta, method, headers in json.loads(self.urls):
            request = scrapy.Request(
                url, method=method, headers=headers, meta=meta, errback=self.failed, dont_filter=True
            )
            yield request.replace(priority=-len(meta))

    def parse(self, response: Response) -> None:
        assert response.request is not None
        ref = response.request.meta["warc"]
        record = read(Path(self.archive) / "warc", ref)
        self._note(
            url=response.url,
            ref=[ref.file, ref.offset, ref.digest],
            same=record.status == response.status and (record.body == response.body or response.status == 304),
            age=(datetime.now(UTC) - record.fetched_at).total_seconds(),
            dated=record.fetched_at == response.request.meta["fetched_at"],
        )

    def failed(self, failure: Failure) -> None:
        request = failure.request  # type: ignore[attr-defined]
        self._note(url=request.url, error=type(failure.value).__name__, ref=request.meta.get("warc"))

    def _note(self, **seen: object) -> None:
        with open(self.out, "a") as out:
            out.write(json.dumps(seen) + "\n")
