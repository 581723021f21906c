"""WARC 1.1 records as gzip members, one member a record, serialised by warcio."""

import zlib
from base64 import b32encode
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha1
from io import BytesIO
from uuid import uuid4

from isal import isal_zlib
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

VERSION = "WARC/1.1"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# ISA-L's best: over 42 news pages a third of the time of zlib's level 4, for 9 % more bytes (docs/warc.md).
_LEVEL = 3
_GZIP = zlib.MAX_WBITS + 16

_CONTENT_TYPES = {
    "warcinfo": "application/warc-fields",
    "request": "application/http; msgtype=request",
    "response": "application/http; msgtype=response",
    "revisit": "application/http; msgtype=response",
    "metadata": "application/warc-fields",
}


def new_id() -> str:
    """A fresh WARC-Record-ID."""
    return f"<urn:uuid:{uuid4()}>"


def digest(payload: bytes) -> str:
    """`sha1:` and the SHA-1 of `payload` in base32, the form that CDX tools compare."""
    return _labelled(sha1(payload, usedforsecurity=False).digest())


def warc_date(moment: datetime) -> str:
    """An aware time as WARC-Date: UTC, W3C profile of ISO 8601, microseconds (WARC 1.1 allows them)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def fields(values: Mapping[str, str]) -> bytes:
    """An `application/warc-fields` block; empty values are left out, line breaks become spaces."""
    lines = (f"{name}: {' '.join(value.split())}\r\n" for name, value in values.items() if value)
    return "".join(lines).encode()


def member(kind: str, headers: Mapping[str, str], head: bytes, body: bytes = b"", *, stored: bool = False) -> bytes:
    """One record as a whole gzip member: WARC `headers`, then the HTTP `head` (if any) and `body` as its block.

    Adds type, block digest, Content-Type and Content-Length; `headers` brings the rest. A revisit has no body.
    `stored` is for a body that came compressed: packing it again costs 0.9 ms a page and saves nothing.
    """
    out = _Member(stored)
    _write(out, kind, headers, head, body)
    return out.getvalue()


def plain(kind: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """The record that `member` packs, without an HTTP head, as it reads unpacked."""
    out = BytesIO()
    _write(out, kind, headers, b"", body)
    return out.getvalue()


def _write(out: "BytesIO | _Member", kind: str, headers: Mapping[str, str], head: bytes, body: bytes) -> None:
    block_digest = sha1(head, usedforsecurity=False)
    block_digest.update(body)
    named = [("WARC-Type", kind), *headers.items(), ("WARC-Block-Digest", _labelled(block_digest.digest()))]
    rec_headers = StatusAndHeaders("", named, protocol=VERSION)
    http_head = _RawHead(head) if head else None
    size = len(body)
    record = ArcWarcRecord(
        "warc", kind, rec_headers, BytesIO(body), http_head, _CONTENT_TYPES[kind], size, payload_length=size
    )
    WARCWriter(out, gzip=False, warc_version=VERSION).write_record(record)


def _labelled(raw: bytes) -> str:
    return "sha1:" + b32encode(raw).decode()


class _RawHead:
    """An HTTP head as it is; warcio's own would percent-encode the bytes that are not ASCII."""

    def __init__(self, raw: bytes) -> None:
        self.headers_buff = raw

    def compute_headers_buffer(self, _header_filter: object = None) -> None:
        """Nothing to compute: the bytes are known."""


class _Member:
    """A gzip member in memory, packed as we choose: warcio's own knows zlib's level 9 only."""

    def __init__(self, stored: bool) -> None:
        level0 = zlib.compressobj(0, zlib.DEFLATED, _GZIP) if stored else None  # ISA-L's level 0 packs too
        self._gzip = level0 or isal_zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._parts.append(self._gzip.compress(data))

    def flush(self) -> None:
        self._parts.append(self._gzip.flush())

    def getvalue(self) -> bytes:
        return b"".join(self._parts)
