"""An article as its row holds it, decoded straight from the JSON.

Making `crawler.items.Article` of every one would cost as much as the rest of an export.
"""

from collections.abc import Sequence
from typing import TypeVar

import msgspec
import pyarrow as pa

from crawler.archive.rows.bodies import damaged


class Block(msgspec.Struct, gc=False, omit_defaults=True):
    """One block of a body in reading order."""

    kind: str
    text: str
    level: int = 0


class RawBlock(msgspec.Struct, gc=False, omit_defaults=True):
    """The same, its text a JSON string with its quotes."""

    kind: str
    text: msgspec.Raw
    level: int = 0


class Piece(msgspec.Struct, gc=False):
    """A piece that was taken out of a page, and by which rule."""

    text: str
    reason: str


class Score(msgspec.Struct, gc=False):
    """How far the extraction is to be trusted, with a reason for every deduction."""

    score: float
    reasons: list[str]


class Body(msgspec.Struct, gc=False):
    """`crawler.articlejson` without `id`, `text` and `captions`; times are ISO 8601, as the page wrote the offset."""

    url: str
    canonical_url: str
    site: str
    title: str
    summary: str
    blocks: list[Block]
    authors: list[str]
    source: str | None
    dateline: str | None
    published_at: str | None
    modified_at: str | None
    section: str | None
    tags: list[str]
    language: str | None
    kind: str
    quality: Score
    dropped: list[Piece]
    origins: dict[str, str]
    extractor: str


class RawBody(Body, gc=False):
    """The same, its texts as they stand in the JSON."""

    blocks: list[RawBlock]  # type: ignore[assignment]


_Kind = TypeVar("_Kind", Body, RawBody)
_DECODER = msgspec.json.Decoder(Body)
_RAW_DECODER = msgspec.json.Decoder(RawBody)


def decode(body: bytes, name: str) -> Body:
    """The article in a row's JSON. Raises ArchiveUnusable, naming the article by `name`, when it is damaged."""
    return _decoded(_DECODER, body, name)


def decode_raw(body: bytes, name: str) -> RawBody:
    """The same, its texts as they stand there; whether they are UTF-8 is left to `require_utf8`."""
    return _decoded(_RAW_DECODER, body, name)


def require_utf8(bodies: Sequence[tuple[bytes, str]]) -> None:
    """Raises ArchiveUnusable for one of the bodies, each with its name, that is no text."""
    try:
        pa.array([body for body, _ in bodies], pa.binary()).view(pa.string()).validate(full=True)
    except pa.ArrowInvalid:
        for body, name in bodies:
            try:
                body.decode()
            except UnicodeDecodeError as error:
                raise damaged(name, error) from error
        raise


def _decoded(decoder: msgspec.json.Decoder[_Kind], body: bytes, name: str) -> _Kind:
    try:
        return decoder.decode(body)
    except msgspec.DecodeError as error:
        raise damaged(name, error) from error
