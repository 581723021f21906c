"""An article's words as the JSON of its row has them: bytes that an export which changes no text need not decode.

Making strings of them and bytes again would cost as much as the rest of an export.
"""

from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np
import orjson
from msgspec import Raw

from crawler.corpus.body import RawBlock, RawBody
from crawler.corpus.written import PARAGRAPH_END, Writer

_END = msgspec.json.encode(PARAGRAPH_END)[1:-1]
_BEGINS = -64
"""Below it, as signed numbers, are the bytes that continue a character: 0x80 to 0xBF."""


@dataclass(frozen=True)
class Escaped:
    """As `Written`, but texts are JSON strings with their quotes."""

    title: str
    summary: str
    paragraphs: list[Raw]
    blocks: list[RawBlock]
    captions: list[Raw]
    masked: int = 0

    @property
    def text(self) -> Raw:
        """The running text."""
        return Raw(b'"%b"' % _END.join([bytes(one)[1:-1] for one in self.paragraphs]))

    @cached_property
    def utf8(self) -> bytes:
        """The running text as it is read."""
        return PARAGRAPH_END.encode().join([plain(one) for one in self.paragraphs])

    @property
    def characters(self) -> int:
        """The length of the running text: of UTF-8 all bytes count but those that continue a character."""
        return int(np.count_nonzero(np.frombuffer(self.utf8, np.int8) >= _BEGINS))


def escaped(body: RawBody, writer: Writer) -> Escaped:
    """The words of an article, by the options of `writer`, which changes no text."""
    captions = [block.text for block in body.blocks if block.kind == "caption"]
    keep = not captions or writer.keeps_captions(body.kind)
    paragraphs = [block.text for block in body.blocks if keep or block.kind != "caption"]
    if any(bytes(one) != b'""' for one in paragraphs):
        before = [Raw(msgspec.json.encode(one)) for one in writer.before(body.title, body.summary)]
        paragraphs = [*before, *paragraphs]
    return Escaped(body.title, body.summary, paragraphs, body.blocks, captions)


def plain(text: Raw) -> bytes:
    """What a JSON string says, in UTF-8."""
    inside = bytes(text)[1:-1]
    if b"\\" not in inside:
        return inside
    if b"\\\\" not in inside and inside.count(b"\\") == inside.count(b'\\"'):  # quotes are most of what is escaped
        return inside.replace(b'\\"', b'"')
    return bytes(orjson.loads(bytes(text)).encode())
