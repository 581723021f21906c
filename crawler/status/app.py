"""The answers: GET and HEAD of four addresses, from memory alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from crawler.dates import VIETNAM
from crawler.status.gathering import Gathering
from crawler.status.metrics import CONTENT_TYPE, Figures, exposition
from crawler.status.page import render, stylesheet
from crawler.status.pulse import Pulse
from crawler.status.snapshot import Snapshot
from crawler.status.words import language_of

_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_HEADERS = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_TEXT = "text/plain; charset=utf-8"
_PAGE_SECONDS = 5.0  # for so long a page is sent again as it is, however many ask

Environ = Mapping[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer."""

    body: bytes
    content_type: str = _TEXT
    status: HTTPStatus = HTTPStatus.OK
    headers: Headers = (("Cache-Control", "no-store"),)


class App:
    """A WSGI application (PEP 3333)."""

    def __init__(self, gathering: Gathering, pulse: Pulse) -> None:
        self._gathering = gathering
        self._pulse = pulse
        self._figures = Figures(lambda: gathering.snapshot, lambda: not gathering.trouble())
        self._routes = {
            "/": self._page,
            "/status.css": self._style,
            "/healthz": self._health,
            "/metrics": self._metrics,
        }
        self._pages: dict[str, tuple[datetime, Snapshot | None, str, bytes]] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        reply = self._reply(environ)
        headers = [("Content-Type", reply.content_type), ("Content-Length", str(len(reply.body)))]
        start_response(f"{reply.status.value} {reply.status.phrase}", [*headers, *reply.headers, *_HEADERS])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else reply.body]

    def _reply(self, environ: Environ) -> Reply:
        route = self._routes.get(environ.get("PATH_INFO", ""))
        if route is None:
            return Reply(b"there are /, /healthz and /metrics\n", status=HTTPStatus.NOT_FOUND)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return Reply(b"read only\n", status=HTTPStatus.METHOD_NOT_ALLOWED, headers=(("Allow", "GET, HEAD"),))
        return route(environ)

    def _health(self, _environ: Environ) -> Reply:
        trouble = self._gathering.trouble()
        status = HTTPStatus.SERVICE_UNAVAILABLE if trouble else HTTPStatus.OK
        return Reply(f"{trouble or 'ok'}\n".encode(), status=status)

    def _metrics(self, _environ: Environ) -> Reply:
        return Reply(exposition(self._pulse, self._figures), CONTENT_TYPE)

    def _style(self, _environ: Environ) -> Reply:
        return Reply(stylesheet().encode(), "text/css; charset=utf-8", headers=(("Cache-Control", "max-age=300"),))

    def _page(self, environ: Environ) -> Reply:
        asked = parse_qs(environ.get("QUERY_STRING", "")[:200]).get("lang", [None])[0]
        language = language_of(asked, environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        headers = (("Cache-Control", "no-store"), ("Vary", "Accept-Language"), ("Content-Language", language))
        return Reply(self._rendered(language), "text/html; charset=utf-8", headers=headers)

    def _rendered(self, language: str) -> bytes:
        now, snapshot, trouble = datetime.now(VIETNAM), self._gathering.snapshot, self._gathering.trouble()
        at, *shown, body = self._pages.get(language, (now, None, "", b""))
        if body and shown == [snapshot, trouble] and (now - at).total_seconds() < _PAGE_SECONDS:
            return body
        body = render(snapshot, trouble, language, now).encode()
        self._pages[language] = (now, snapshot, trouble, body)
        return body
