"""Exchanges written to WARC 1.1 files, which are rotated by size and by day; runs of one day share them in turn."""

import os
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from errno import EACCES
from pathlib import Path
from secrets import token_hex

from crawler.errors import NotRecorded
from crawler.items import WarcRef
from crawler.warc import build, message
from crawler.warc.exchange import Exchange
from crawler.warc.resume import resume
from crawler.warc.revisit import Revisit, revisit
from crawler.warc.segment import SUFFIX, Segment, not_recorded

# The size that the community's guidelines give for a WARC file: easy to copy, few enough of them.
MAX_BYTES = 1_000_000_000
# URLs whose last response this run remembers, to tell an unchanged payload: about 400 bytes each.
_REMEMBERED = 20_000


def now() -> datetime:
    return datetime.now(UTC)


class WarcWriter:
    """Writes into `directory`, which is made when missing. Not for two threads at once.

    `software`, `operator`, `robots` ("classic" when it is obeyed, else "ignore") and `user_agent` go into the warcinfo
    record of each run in each file. A closed file of the day is gone on with; one is left for the next when it holds
    `max_bytes`, or when the day (UTC, told by `clock`) is over. Raises NotRecorded when the directory cannot be made or
    written.
    """

    def __init__(
        self,
        directory: Path,
        *,
        software: str,
        operator: str,
        robots: str = "classic",
        user_agent: str = "",
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._directory = directory
        self._warcinfo = {
            "software": software,
            "format": "WARC File Format 1.1",
            "conformsTo": build.CONFORMS_TO,
            "operator": operator,
            "robots": robots,
            "http-header-user-agent": user_agent,
        }
        self._max_bytes = max_bytes
        self._clock = clock
        self._run = token_hex(4)
        self._serial = 0
        self._segment: Segment | None = None
        self._day = ""
        self._info_id = ""
        self._latest: OrderedDict[str, WarcRef] = OrderedDict()
        _check_writable(directory)

    def write(self, exchange: Exchange) -> WarcRef:
        """Write response and request; when this returns, the operating system has both.

        Gives the place of the response or revisit record. Raises NotRecorded, and then nothing was written.
        """
        segment = self._ready()
        digest = build.digest(exchange.body)
        again = revisit(self._directory, exchange, digest, exchange.earlier or self._latest.get(exchange.url))
        response_id = build.new_id()
        common = self._common(exchange)
        if again:
            digest = again.digest
        answer = _answer({**common, "WARC-Record-ID": response_id, "WARC-Payload-Digest": digest}, exchange, again)
        offset = segment.append(answer, _request({**common, "WARC-Concurrent-To": response_id}, exchange))
        ref = WarcRef(segment.name, offset, digest)
        self._remember(exchange, ref)
        return ref

    def close(self) -> None:
        """Force the file to the disk and take `.open` off its name. A later `write` may go on with it."""
        segment, self._segment = self._segment, None
        if segment is not None:
            segment.close()

    def _ready(self) -> Segment:
        today = self._clock().strftime("%Y%m%d")
        if self._segment is not None and (self._segment.size >= self._max_bytes or self._day != today):
            self.close()
        if self._segment is None:
            self._segment, self._day = self._begin(), today
        return self._segment

    def _begin(self) -> Segment:
        moment = self._clock()
        segment = resume(self._directory, f"khobao-{moment:%Y%m%d}", self._max_bytes) or self._new(moment)
        self._info_id = build.new_id()
        headers = {"WARC-Record-ID": self._info_id, "WARC-Date": build.warc_date(moment), "WARC-Filename": segment.name}
        try:
            segment.append(build.member("warcinfo", headers, b"", build.fields(self._warcinfo)))
        except NotRecorded:
            segment.discard()
            raise
        return segment

    def _new(self, moment: datetime) -> Segment:
        name = f"khobao-{moment:%Y%m%d%H%M%S}-{self._run}-{self._serial:05d}{SUFFIX}"
        self._serial += 1
        return Segment.create(self._directory, name)

    def _common(self, exchange: Exchange) -> dict[str, str]:
        headers = {"WARC-Target-URI": exchange.url, "WARC-Date": build.warc_date(exchange.fetched_at)}
        if exchange.ip:
            headers["WARC-IP-Address"] = exchange.ip
        return {**headers, "WARC-Warcinfo-ID": self._info_id}

    def _remember(self, exchange: Exchange, ref: WarcRef) -> None:
        if exchange.status == 200:
            self._latest[exchange.url] = ref
            self._latest.move_to_end(exchange.url)
        if len(self._latest) > _REMEMBERED:
            self._latest.popitem(last=False)


def _answer(headers: dict[str, str], exchange: Exchange, again: Revisit | None) -> bytes:
    if again:
        return build.member("revisit", {**headers, **again.headers}, message.response_head(exchange))
    if exchange.truncated:
        headers = {**headers, "WARC-Truncated": exchange.truncated}
    encoded = bool(message.header_values(exchange.headers, b"content-encoding"))
    return build.member("response", headers, message.response_head(exchange), exchange.body, stored=encoded)


def _request(headers: dict[str, str], exchange: Exchange) -> bytes:
    headers = {
        **headers,
        "WARC-Record-ID": build.new_id(),
        "WARC-Payload-Digest": build.digest(exchange.request_body),
    }
    return build.member("request", headers, message.request_head(exchange), exchange.request_body)


def _check_writable(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_recorded(directory, error) from error
    if not os.access(directory, os.W_OK | os.X_OK):
        raise not_recorded(directory, PermissionError(EACCES, os.strerror(EACCES)))
