"""What a paper answers for an address, and how it puts that on the wire."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. With `modified_at` it carries ETag and Last-Modified and honours conditional requests."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    modified_at: datetime | None = None
    hangs: bool = False

    @property
    def etag(self) -> str:
        return f'"{sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Wire:
    """How a paper's server sends a body."""

    gzip: bool = False
    chunked: bool = False
    keep_alive: bool = True


def route_key(target: str) -> str:
    """The address as routes hold it: query sorted and without campaign parameters, which real servers ignore."""
    parts = urlsplit(target)
    query = [pair for pair in parse_qsl(parts.query) if not pair[0].startswith("utm_") and pair[0] != "fbclid"]
    return parts.path + (f"?{urlencode(sorted(query))}" if query else "")


def redirect(to: str) -> Reply:
    """A permanent redirect to a path of the same paper."""
    return Reply(b"", status=301, headers=(("Location", to),))
