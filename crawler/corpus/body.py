"""An article as its row holds it, decoded straight from the JSON.

Making `crawler.items.Article` of every one would cost as much as the rest of an export.
"""

import msgspec

from crawler.archive.rows.bodies import damaged


class Block(msgspec.Struct, gc=False, omit_defaults=True):
    """One block of a body in reading order."""

    kind: str
    text: str
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


_DECODER = msgspec.json.Decoder(Body)


def decode(body: bytes, name: str) -> Body:
    """The article in a row's JSON. Raises ArchiveUnusable, naming the article by `name`, when it is damaged."""
    try:
        return _DECODER.decode(body)
    except msgspec.DecodeError as error:
        raise damaged(name, error) from error
