"""One request and the answer to it, as they went over the wire."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.items import WarcRef

Headers = tuple[tuple[bytes, bytes], ...]
Truncated = Literal["length", "time", "disconnect", "unspecified"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and what came back.

    `body` is the entity body without transfer coding and still in its Content-Encoding. `reason` may be empty: the
    standard phrase of the status is written then. `fetched_at` is aware. `truncated` names why the body is not whole.
    `earlier` is a record of the same URL written before, perhaps by another run: an equal payload or a 304 then
    becomes a `revisit` record that points to it.
    """

    url: str
    method: str
    request_headers: Headers
    status: int
    headers: Headers
    body: bytes
    fetched_at: datetime
    request_body: bytes = b""
    reason: str = ""
    protocol: str = "HTTP/1.1"
    ip: str | None = None
    truncated: Truncated | None = None
    earlier: WarcRef | None = None
