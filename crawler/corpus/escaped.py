"""An article's words as the JSON of its row has them: bytes that an export which changes no text need not decode.

Making strings of them and bytes again would cost as much as the rest of an export.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import msgspec
import numpy as np
import orjson
from msgspec import Raw

from crawler.corpus.body import RawBlock, RawBody
from crawler.corpus.written import PARAGRAPH_END, Writer

_END = msgspec.json.encode(PARAGRAPH_END)[1:-1]
_UTF8_END = PARAGRAPH_END.encode()
_Value = TypeVar("_Value")
_BEGINS = -64
"""Below it, as signed numbers, are the bytes that continue a character: 0x80 to 0xBF."""


class Escaped(NamedTuple):
    """As `Written`, but texts are JSON strings with their quotes."""

    title: str
    summary: str
    paragraphs: list[Raw]
    blocks: list[RawBlock]
    captions: list[Raw]
    utf8: bytes
    block_texts: list[bytes]
    caption_texts: list[bytes]
    masked: int = 0

    @property
    def text(self) -> Raw:
        """The running text."""
        return Raw(b'"%b"' % _END.join([bytes(one)[1:-1] for one in self.paragraphs]))

    @property
    def characters(self) -> int:
        """The length of the running text: of UTF-8 all bytes count but those that continue a character."""
        return int(np.count_nonzero(np.frombuffer(self.utf8, np.int8) >= _BEGINS))


def escaped(body: RawBody, writer: Writer) -> Escaped:
    """The words of an article, by the options of `writer`, which changes no text."""
    blocks = body.blocks
    raw = [block.text for block in blocks]
    plains = plain(raw)
    captions = [place for place, block in enumerate(blocks) if block.kind == "caption"]
    paragraphs, texts = raw, plains
    if captions and not writer.keeps_captions(body.kind):
        paragraphs, texts = _without(raw, captions), _without(plains, captions)
    if any(texts):
        before = list(writer.before(body.title, body.summary))
        paragraphs = [*(Raw(msgspec.json.encode(one)) for one in before), *paragraphs]
        texts = [*(one.encode() for one in before), *texts]
    return Escaped(
        body.title, body.summary, paragraphs, blocks, [raw[place] for place in captions],
        _UTF8_END.join(texts), plains, [plains[place] for place in captions],
    )  # fmt: skip


def _without(values: Sequence[_Value], places: Sequence[int]) -> list[_Value]:
    return [value for place, value in enumerate(values) if place not in places]


def plain(texts: Sequence[Raw]) -> list[bytes]:
    """What JSON strings say, in UTF-8."""
    inside = b"\n".join(texts)[1:-1].split(b'"\n"') if texts else []  # no JSON string has a newline in it
    return [_unescaped(one) if b"\\" in one else one for one in inside]


def _unescaped(inside: bytes) -> bytes:
    if b"\\\\" not in inside and inside.count(b"\\") == inside.count(b'\\"'):  # quotes are most of what is escaped
        return inside.replace(b'\\"', b'"')
    return bytes(orjson.loads(b'"%b"' % inside).encode())
