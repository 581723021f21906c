"""Exchanges as a Vietnamese paper might answer them."""

from datetime import UTC, datetime
from pathlib import Path

from crawler.items import WarcRef
from crawler.warc import Exchange, Headers, Truncated, WarcWriter

URL = "https://bao.example/thoi-su/cau-moi-thong-xe-102.htm"
PAGE = "<html><h1>Cầu mới thông xe</h1><p>Sáng 20/11, cây cầu bắc qua sông được đưa vào sử dụng.</p></html>".encode()
HTML: Headers = ((b"Content-Type", b"text/html; charset=utf-8"),)
MOMENT = datetime(2025, 11, 20, 1, 2, 3, 456789, tzinfo=UTC)


def exchange(
    url: str = URL,
    body: bytes = PAGE,
    *,
    status: int = 200,
    headers: Headers = HTML,
    method: str = "GET",
    at: datetime = MOMENT,
    truncated: Truncated | None = None,
    earlier: WarcRef | None = None,
    request_headers: Headers = ((b"User-Agent", b"khobao/0.1"),),
) -> Exchange:
    return Exchange(
        url, method, request_headers, status, headers, body, at, ip="192.0.2.7", truncated=truncated, earlier=earlier
    )


def writer(directory: Path) -> WarcWriter:
    return WarcWriter(
        directory, software="khobao/0.1", operator="Thư viện <lienhe@bao.example>", user_agent="khobao/0.1"
    )
