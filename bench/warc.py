"""What writing WARC records costs: CPU and bytes of an exchange, beside other compressors and warcio's own writer.

    make bench-warc        (python -m bench.warc)

Real pages, in this process, best of five rounds. The share of a whole crawl is told by `make bench-crawl`.
"""

import gzip
import tempfile
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from time import process_time

from isal import isal_zlib
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench.shared import shared
from crawler.warc import Exchange, Headers, WarcWriter

ROUNDS = 5
HEADERS = (("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx"), ("Cache-Control", "max-age=60"))
ASKED: Headers = ((b"User-Agent", b"khobao/0.1"), (b"Accept", b"text/html"), (b"Accept-Encoding", b"gzip, deflate"))
Work = Callable[[Sequence[bytes]], int]  # the bytes that it makes of pages


def main() -> None:
    pages = [page for file in sorted(shared("pages").glob("*/*.html")) if (page := file.read_bytes())]
    packed = [gzip.compress(page, 6) for page in pages]
    _table("one exchange, its page served plain", pages, {"khobao": _ours(b""), "warcio": _warcio("")})
    _table("one exchange, its page served as gzip", packed, {"khobao": _ours(b"gzip"), "warcio": _warcio("gzip")})
    levels = {f"zlib {level}": _zlib(level) for level in (1, 4, 6, 9)}
    _table("the page alone, packed", pages, levels | {f"ISA-L {level}": _isal(level) for level in (0, 1, 2, 3)})


def _table(title: str, pages: Sequence[bytes], works: dict[str, Work]) -> None:
    print(f"{title} ({len(pages)} of {sum(map(len, pages)) / len(pages) / 1000:.0f} KB)")
    print(f"{'':12} {'CPU ms':>8} {'KB':>8}")
    for name, work in works.items():
        used, size = min(_timed(work, pages) for _ in range(ROUNDS))
        print(f"{name:12} {1000 * used / len(pages):8.2f} {size / len(pages) / 1000:8.1f}")
    print()


def _timed(work: Work, pages: Sequence[bytes]) -> tuple[float, int]:
    began = process_time()
    size = work(pages)
    return process_time() - began, size


def _ours(encoding: bytes) -> Work:
    coded: Headers = ((b"Content-Encoding", encoding),) if encoding else ()
    headers = (*((name.encode(), value.encode()) for name, value in HEADERS), *coded)

    def work(pages: Sequence[bytes]) -> int:
        with tempfile.TemporaryDirectory() as folder:
            writer = WarcWriter(Path(folder), software="khobao", operator="bench")
            for number, page in enumerate(pages):
                url, now = f"https://bao.example/{number}.htm", datetime.now(UTC)
                writer.write(Exchange(url, "GET", ASKED, 200, headers, page, now, ip="192.0.2.7"))
            writer.close()
            return sum(file.stat().st_size for file in Path(folder).iterdir())

    return work


def _warcio(encoding: str) -> Work:
    """As its documentation shows: a response and a request record, packed by it."""
    headers = [*HEADERS, *([("Content-Encoding", encoding)] if encoding else [])]
    asked = [(name.decode(), value.decode()) for name, value in ASKED]

    def work(pages: Sequence[bytes]) -> int:
        with tempfile.TemporaryFile() as file:
            writer = WARCWriter(file, gzip=True)
            for number, page in enumerate(pages):
                url = f"https://bao.example/{number}.htm"
                answer = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
                response = writer.create_warc_record(url, "response", payload=BytesIO(page), http_headers=answer)
                line = StatusAndHeaders(f"GET /{number}.htm HTTP/1.1", asked, is_http_request=True)
                request = writer.create_warc_record(url, "request", http_headers=line)
                writer.write_request_response_pair(request, response)
            return file.tell()

    return work


def _zlib(level: int) -> Work:
    return lambda pages: sum(len(zlib.compress(page, level)) for page in pages)


def _isal(level: int) -> Work:
    return lambda pages: sum(len(isal_zlib.compress(page, level)) for page in pages)


if __name__ == "__main__":
    main()
