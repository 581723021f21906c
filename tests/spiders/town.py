"""A small town of servers on loopback for crawls: answers by path, every request noted with its time."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers; `length` lies about the Content-Length, `drip` is seconds between two bytes.

    With an `etag` it answers 304 to whoever has that one, whatever the body.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None
    drip: float = 0.0
    etag: str = ""


Route = Answer | Callable[[int], Answer]  # a callable gets how often its path was asked before


@dataclass
class House:
    """One server; `routes` may be changed while it runs, `hits` are (path, monotonic seconds).

    `unmodified` are the paths that were answered with 304.
    """

    port: int = 0
    routes: dict[str, Route] = field(default_factory=dict)
    hits: list[tuple[str, float]] = field(default_factory=list)
    unmodified: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        return f"http://{self.address}"

    def asked(self, path: str) -> int:
        return sum(1 for hit, _ in self.hits if hit == path)

    def conditional(self, path: str, answer: Answer, tag: str | None) -> Answer:
        """The answer for who has the one of this ETag already."""
        if not answer.etag or tag != answer.etag:
            return answer
        self.unmodified.append(path)
        return Answer(b"", HTTPStatus.NOT_MODIFIED, etag=answer.etag)

    def paths(self) -> list[str]:
        return [path for path, _ in self.hits]


@contextmanager
def open_house() -> Iterator[House]:
    house = House()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(house))
    server.daemon_threads = True
    house.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(house: House) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            before = house.asked(self.path)
            house.hits.append((self.path, time.monotonic()))
            route = house.routes.get(self.path, Answer(b"<html><body>404</body></html>", 404))
            answer = route(before) if callable(route) else route
            self._answer(house.conditional(self.path, answer, self.headers.get("If-None-Match")))

        def _answer(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            if answer.status != HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
            for name, value in (*answer.headers, *([("ETag", answer.etag)] if answer.etag else [])):
                self.send_header(name, value)
            self.end_headers()
            try:
                self._send(answer)
            except OSError:
                return  # the client went away, as it should for what is too large or too slow

        def _send(self, answer: Answer) -> None:
            if not answer.drip:
                self.wfile.write(answer.body)
                return
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                time.sleep(answer.drip)

        def log_message(self, *_: object) -> None:
            """Requests are kept, not printed."""

    return Handler


def article(title: str = "Mưa lớn ở Huế") -> Answer:
    text = "".join(
        f"<p>Đoạn {n} kể rằng nước sông Hương lên chậm, người dân kê cao đồ đạc và chờ tin.</p>" for n in range(4)
    )
    return Answer(f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>".encode())


def moved(to: str) -> Answer:
    return Answer(b"", 302, headers=(("Location", to),))


def rss(*urls: str) -> Answer:
    items = "".join(f"<item><title>Tin</title><link>{url}</link></item>" for url in urls)
    return Answer(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), content_type="application/rss+xml")


def urlset(*urls: str) -> Answer:
    locations = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return Answer(f"<urlset>{locations}</urlset>".encode(), content_type="application/xml")


def index(*urls: str) -> Answer:
    locations = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return Answer(f"<sitemapindex>{locations}</sitemapindex>".encode(), content_type="application/xml")


def links(*targets: str, more: str = "") -> Answer:
    return Answer(f"<html><body>{''.join(f'<a href={t!r}>Tin</a>' for t in targets)}{more}</body></html>".encode())
