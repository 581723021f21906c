"""HTTP messages as bytes: heads that agree with the body stored under them, and back."""

from dataclasses import dataclass
from http.client import responses
from urllib.parse import urlsplit

from crawler.warc.exchange import Exchange, Headers

# Twisted keeps line breaks out of headers already; a header that came by another way must not end the head.
_LINE_BREAKS = bytes.maketrans(b"\r\n", b"  ")
# A published WARC file must not hand on what opens an account (RFC 9110, 11.6.2 and 11.7.2).
_SECRET = {b"authorization", b"proxy-authorization"}
# RFC 9110, 8.6: their Content-Length is that of a body which is not sent.
_BODILESS_STATUS = {204, 304}


@dataclass(frozen=True, slots=True)
class Response:
    """A parsed HTTP response: header names and values as bytes, `body` in its Content-Encoding."""

    status: int
    reason: str
    headers: Headers
    body: bytes


def request_head(exchange: Exchange) -> bytes:
    """Request line and headers. The HTTP client adds Host below the place of capture, so it is added here too."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = tuple((name, value) for name, value in exchange.request_headers if name.lower() not in _SECRET)
    if not header_values(headers, b"host"):
        headers = ((b"Host", parts.netloc.rpartition("@")[2].encode()), *headers)
    return _head(f"{exchange.method} {target} HTTP/1.1".encode(), headers)


def response_head(exchange: Exchange) -> bytes:
    """Status line and headers as received, but without transfer coding and with a Content-Length that is true."""
    reason = exchange.reason or responses.get(exchange.status, "")
    protocol = exchange.protocol if exchange.protocol.startswith("HTTP/1.") else "HTTP/1.1"
    return _head(f"{protocol} {exchange.status} {reason}".encode("latin-1", "replace"), _agreeing(exchange))


def parse_response(block: bytes) -> Response:
    """The response in a record's block. Raises ValueError when it does not start with a status line."""
    head, _, body = block.partition(b"\r\n\r\n")
    status_line, *lines = head.split(b"\r\n")
    protocol, _, rest = status_line.partition(b" ")
    code, _, reason = rest.partition(b" ")
    if not protocol.startswith(b"HTTP/"):
        raise ValueError(f"no HTTP status line: {status_line[:60]!r}")
    return Response(int(code), reason.decode("latin-1"), tuple(_header(line) for line in lines), body)


def header_values(headers: Headers, name: bytes) -> list[bytes]:
    """All values of the header `name` (lower case), in order."""
    return [value for key, value in headers if key.lower() == name]


def _agreeing(exchange: Exchange) -> Headers:
    chunked = bool(header_values(exchange.headers, b"transfer-encoding"))
    headers = tuple((name, value) for name, value in exchange.headers if name.lower() != b"transfer-encoding")
    lengths = header_values(headers, b"content-length")
    length = b"%d" % len(exchange.body)
    bodiless = exchange.method == "HEAD" or exchange.status in _BODILESS_STATUS
    if bodiless or not (chunked or lengths) or lengths == [length]:
        return headers
    others = tuple((name, value) for name, value in headers if name.lower() != b"content-length")
    return (*others, (b"Content-Length", length))


def _head(first_line: bytes, headers: Headers) -> bytes:
    lines = [name + b": " + value for name, value in headers]
    return b"".join(line.translate(_LINE_BREAKS) + b"\r\n" for line in [first_line, *lines]) + b"\r\n"


def _header(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b":")
    return name, value.removeprefix(b" ")
