"""An article as one JSON line: what `khobao extract` prints, and what the archive knows beside it."""

from datetime import datetime
from operator import attrgetter

import msgspec

from crawler.corpus.body import Body
from crawler.corpus.candidates import Candidate
from crawler.items import Verdict, WarcRef


class Place(msgspec.Struct, gc=False):
    """Where the record of a page lies."""

    file: str
    offset: int
    digest: str


_WORDS = ("title", "summary", "text", "blocks", "captions")
"""What an export writes in its own way; a body has the first two of them and the blocks, in this order."""

_BODY = Body.__struct_fields__
_BEFORE, _BEHIND = _BODY[: _BODY.index(_WORDS[0])], _BODY[_BODY.index("blocks") + 1 :]
_BESIDE = ("fetched_at", "found_by", "found_at", "duplicate_of", "similarity", "cluster", "revision", "gone_at", "warc")

Line = msgspec.defstruct("Line", ["id", *_BEFORE, *_WORDS, *_BEHIND, *_BESIDE], gc=False)
"""The object of a line, its keys in this order; times in ISO 8601 with offset, null for what is not known."""

_before, _behind = attrgetter(*_BEFORE), attrgetter(*_BEHIND)
_ENCODER = msgspec.json.Encoder()


def line(one: Candidate, verdict: Verdict) -> bytes:
    """The line of an article, with its newline; `verdict` is what is told of copies."""
    row, body, written = one.row, one.body, one.written
    value = Line(
        row.facts.id, *_before(body),
        written.title, written.summary, written.text, written.blocks, written.captions,
        *_behind(body),
        row.fetched_at.isoformat(), row.found_by, row.found_at, verdict.duplicate_of, verdict.similarity,
        verdict.cluster, row.revision, _iso(row.gone_at), _place(row.warc),
    )  # fmt: skip
    return _ENCODER.encode(value) + b"\n"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _place(ref: WarcRef | None) -> Place | None:
    return Place(ref.file, ref.offset, ref.digest) if ref else None
