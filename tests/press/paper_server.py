"""The HTTP server of one paper: finished replies by address, every request noted."""

import gzip
import socket
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.press.reply import Reply, Wire, route_key

_HANG_SECONDS = 600.0
_CHUNK = 4096
_NOT_FOUND = Reply("<html><body><h1>404</h1>Trang không tồn tại</body></html>".encode(), status=404)


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that a paper got; `at` is `time.monotonic()` when it was read."""

    paper: str
    method: str
    path: str
    status: int
    at: float
    user_agent: str


class PaperServer(ThreadingHTTPServer):
    """One paper on `127.0.0.1:port` (0: any free port); `routes` may be changed while it runs."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, paper: str, wire: Wire, port: int, hits: list[Hit]) -> None:
        self.paper, self.wire, self.hits = paper, wire, hits
        self.routes: dict[str, Reply] = {}
        self.closing = threading.Event()
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def finish_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        self._open.add(request)
        try:
            super().finish_request(request, client_address)
        finally:
            self._open.discard(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle of an answer is not an error of the press; anything else is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def stop(self) -> None:
        self.closing.set()
        self.shutdown()
        for connection in tuple(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed by its client in this moment
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: PaperServer
    server_version = "KhoBaoPress/1"

    def setup(self) -> None:
        self.protocol_version = "HTTP/1.1" if self.server.wire.keep_alive else "HTTP/1.0"
        super().setup()

    def do_GET(self) -> None:
        reply = self.server.routes.get(route_key(self.path), _NOT_FOUND)
        status = 304 if self._unchanged(reply) else reply.status
        self._note(status)
        if reply.hangs:
            self.server.closing.wait(_HANG_SECONDS)
            self.close_connection = True
        else:
            self._send(reply, status)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, *_: object) -> None:
        """Requests are kept as hits, not printed."""

    def _unchanged(self, reply: Reply) -> bool:
        if reply.modified_at is None:
            return False
        if tag := self.headers.get("If-None-Match"):
            return tag == reply.etag
        since = self.headers.get("If-Modified-Since")
        return since is not None and reply.modified_at <= parsedate_to_datetime(since)

    def _note(self, status: int) -> None:
        agent = self.headers.get("User-Agent", "")
        self.server.hits.append(Hit(self.server.paper, self.command, self.path, status, time.monotonic(), agent))

    def _send(self, reply: Reply, status: int) -> None:
        wire = self.server.wire
        body = b"" if status == 304 else reply.body
        zipped = wire.gzip and bool(body) and "gzip" in self.headers.get("Accept-Encoding", "")
        body = gzip.compress(body, mtime=0) if zipped else body
        chunked = wire.chunked and bool(body)
        self.send_response(status)
        self._send_headers(reply, [("Content-Encoding", "gzip")] if zipped else [])
        self.send_header(*(("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body)))))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(_chunks(body) if chunked else body)

    def _send_headers(self, reply: Reply, more: list[tuple[str, str]]) -> None:
        self.send_header("Content-Type", reply.content_type)
        if reply.modified_at:
            self.send_header("ETag", reply.etag)
            self.send_header("Last-Modified", format_datetime(reply.modified_at.astimezone(UTC), usegmt=True))
        for name, value in (*reply.headers, *more):
            self.send_header(name, value)


def _chunks(body: bytes) -> bytes:
    pieces = (body[i : i + _CHUNK] for i in range(0, len(body), _CHUNK))
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
