"""What stands in a WARC file where records were taken out: a metadata record of exactly their length.

Nothing behind it moves. That matters beyond our own rows: revisit records of other files, and indexes that others have
made of a published file, name records by their offsets.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crawler.warc import build

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # RFC 1952: deflate, no name, no time, any system
_GZIP_TAIL = 8
_STORED = 5  # bytes before the data of a stored block (RFC 1951, 3.2.4), which holds at most 65,535
_MOST = 0xFFFF


@dataclass(frozen=True, slots=True)
class Notice:
    """Which article was taken out, why and when. Its address is left out: that may be what had to go."""

    article: str
    reason: str
    taken_at: datetime


def notice_member(notice: Notice, removed_id: str, digest: str, length: int) -> bytes:
    """A gzip member of `length` bytes with one metadata record (WARC 1.1, 6.6) in place of those taken out.

    `removed_id` and `digest` are the first taken record's WARC-Record-ID and payload digest. What does not fit is left
    out, the reason first. Raises ValueError when `length` is below that of the smallest record.
    """
    headers = {"WARC-Record-ID": build.new_id(), "WARC-Date": build.warc_date(notice.taken_at)}
    values = {"taken-down": notice.article, "payload-digest": digest, "reason": notice.reason}
    about = {**headers, "WARC-Refers-To": removed_id} if removed_id else headers
    for named, told in ((about, values), (about, {**values, "reason": ""}), (headers, {"taken-down": notice.article})):
        found = _filled(named, told, length)
        if found:
            return found
    raise ValueError(f"no notice fits into {length} bytes")


def _filled(headers: Mapping[str, str], values: Mapping[str, str], length: int) -> bytes:
    """A member of that length, its last field followed by blanks; empty when the values alone are too long.

    It is stored, not packed: blanks are then as long as they look, in every tool. Two counts of blocks are tried, since
    a length that Content-Length can only miss by one digit is met with five bytes less.
    """
    text = build.fields(values)
    size = len(build.plain("metadata", headers, text)) - len(text) - len(str(len(text)))
    room = length - len(_GZIP_HEAD) - _GZIP_TAIL
    fewest = -(-room // (_MOST + _STORED))
    for blocks in (fewest, fewest + 1):
        for digits in range(len(str(len(text))), 10):
            block = room - blocks * _STORED - size - digits
            if block >= len(text) and len(str(block)) == digits:
                padded = text[:-2] + b" " * (block - len(text)) + b"\r\n"
                return _stored(build.plain("metadata", headers, padded), blocks)
    return b""


def _stored(data: bytes, blocks: int) -> bytes:
    """A gzip member of so many stored blocks."""
    size = -(-len(data) // blocks)
    pieces = [data[start : start + size] for start in range(0, size * blocks, size)]
    body = b"".join(
        struct.pack("<BHH", number == blocks - 1, len(piece), len(piece) ^ _MOST) + piece
        for number, piece in enumerate(pieces)
    )
    return _GZIP_HEAD + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
