"""An article as one JSON line: what `khobao extract` prints, and what the archive knows beside it."""

from datetime import datetime

import msgspec

from crawler.corpus.body import Block, Piece, Score
from crawler.corpus.candidates import Candidate
from crawler.items import Verdict, WarcRef


class Place(msgspec.Struct, gc=False):
    """Where the record of a page lies."""

    file: str
    offset: int
    digest: str


class Line(msgspec.Struct, gc=False):
    """The object of a line, its keys in this order; times in ISO 8601 with offset, null for what is not known."""

    id: str
    url: str
    canonical_url: str
    site: str
    title: str
    summary: str
    text: str
    blocks: list[Block]
    captions: list[str]
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
    fetched_at: str
    found_by: str
    found_at: str
    duplicate_of: str | None
    similarity: float | None
    cluster: str | None
    revision: int
    gone_at: str | None
    warc: Place | None


_ENCODER = msgspec.json.Encoder()


def line(one: Candidate, verdict: Verdict) -> bytes:
    """The line of an article, with its newline; `verdict` is what is told of copies."""
    row, body, written = one.row, one.body, one.written
    value = Line(
        row.facts.id, body.url, body.canonical_url, body.site, written.title, written.summary, written.text,
        written.blocks, written.captions, body.authors, body.source, body.dateline, body.published_at,
        body.modified_at, body.section, body.tags, body.language, body.kind, body.quality, body.dropped, body.origins,
        body.extractor, row.fetched_at.isoformat(), row.found_by, row.found_at, verdict.duplicate_of,
        verdict.similarity, verdict.cluster, row.revision, _iso(row.gone_at), _place(row.warc),
    )  # fmt: skip
    return _ENCODER.encode(value) + b"\n"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _place(ref: WarcRef | None) -> Place | None:
    return Place(ref.file, ref.offset, ref.digest) if ref else None
