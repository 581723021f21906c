"""A loopback server that answers with exact bytes, as ordinary and as odd servers do."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer

ROBOTS = b"User-agent: *\nDisallow: /cam\n"
PAGE = "<html><h1>Mùa nước nổi</h1><p>Nước về sớm hơn mọi năm.</p></html>".encode()
GZIPPED = gzip.compress(PAGE, mtime=0)
BINARY = b"\x01\x02\x80\xfe\xff"
LATIN = "Hòa Bình".encode("latin-1")
MANY = [b"X-Dong-%d: %s" % (number, b"a" * 200) for number in range(60)]


def _reply(status: bytes, *headers: bytes, body: bytes = b"", version: bytes = b"HTTP/1.1") -> bytes:
    return b"\r\n".join([version + b" " + status, *headers, b"Connection: close", b"", body])


def _sized(body: bytes) -> bytes:
    return b"Content-Length: %d" % len(body)


def _chunked(body: bytes) -> bytes:
    halves = (body[:20], body[20:])
    return b"".join(b"%x\r\n%s\r\n" % (len(half), half) for half in halves) + b"0\r\n\r\n"


REPLIES = {
    "/robots.txt": _reply(
        b"200 OK", _sized(b"User-agent: *\nDisallow: /cam\n"), body=b"User-agent: *\nDisallow: /cam\n"
    ),
    "/trang.htm": _reply(b"200 OK", b"Content-Type: text/html", _sized(PAGE), body=PAGE),
    "/gzip.htm": _reply(
        b"200 OK", b"Content-Type: text/html", b"Content-Encoding: gzip", _sized(GZIPPED), body=GZIPPED
    ),
    "/chunked.htm": _reply(b"200 OK", b"Transfer-Encoding: chunked", body=_chunked(PAGE)),
    "/gzip-chunked.htm": _reply(
        b"200 OK", b"Content-Encoding: gzip", b"Transfer-Encoding: chunked", body=_chunked(GZIPPED)
    ),
    "/http10.htm": _reply(b"200 OK", body=PAGE, version=b"HTTP/1.0"),
    "/cu.htm": _reply(b"301 Moved Permanently", b"Location: /trang.htm?tu=cu", _sized(b"da chuyen"), body=b"da chuyen"),
    "/trang.htm?tu=cu": _reply(b"200 OK", _sized(PAGE), body=PAGE),
    "/mat.htm": _reply(b"404 Not Found", _sized(b"khong con"), body=b"khong con"),
    "/loi.htm": _reply(b"500 Internal Server Error", _sized(b"loi"), body=b"loi"),
    "/rong.htm": _reply(b"200 OK", b"Content-Length: 0"),
    "/nhieu.htm": _reply(b"200 OK", *MANY, _sized(PAGE), body=PAGE),
    "/nhi-phan.htm": _reply(b"200 OK", b"X-Nhi-Phan: " + BINARY, b"X-Ten: " + LATIN, _sized(BINARY), body=BINARY),
    "/dut.htm": _reply(b"200 OK", b"Content-Length: 5000", body=PAGE),
    "/dut-giu.htm": _reply(b"200 OK", b"Content-Length: 5000", body=PAGE),
    "/lon.htm": _reply(b"200 OK", _sized(bytes(300_000)), body=bytes(300_000)),
    "/cham.htm": _reply(b"200 OK", _sized(PAGE), body=PAGE),
    "/chua-doi.htm": _reply(b"200 OK", b'ETag: "1"', _sized(PAGE), body=PAGE),
}
SLOW = 0.7  # seconds before /cham.htm answers
NOT_MODIFIED = _reply(b"304 Not Modified", b'ETag: "1"')
MISSING = _reply(b"404 Not Found", b"Content-Length: 0")
HEAD = _reply(b"200 OK", b"Content-Length: 123456")


class _Handler(StreamRequestHandler):
    server: "OddServer"

    def handle(self) -> None:
        method, path, _ = self.rfile.readline().decode().split(" ")
        headers = b"".join(iter(self.rfile.readline, b"\r\n"))
        if path == "/cham.htm":
            time.sleep(SLOW)
        if path == "/treo.htm":
            self.server.released.wait(60)
            return
        if path.startswith("/so/"):
            self.wfile.write(_reply(b"200 OK", _sized(path.encode()), body=path.encode()))
        elif method == "HEAD":
            self.wfile.write(HEAD)
        else:
            self.wfile.write(NOT_MODIFIED if b"If-None-Match" in headers else REPLIES.get(path, MISSING))


class OddServer(ThreadingTCPServer):
    """Serves `REPLIES`, `/so/N` for any N, and `/treo.htm`, which never answers."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.released = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serving() -> Iterator[str]:
    """The base URL of a running OddServer."""
    with OddServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.base
        server.released.set()
        server.shutdown()
        thread.join()
