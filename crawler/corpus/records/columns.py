"""Articles as the rows of a table: the schema of the Parquet files, and tables of it."""

from collections.abc import Iterable, Sequence, Sized
from datetime import datetime
from itertools import accumulate, chain

import pyarrow as pa

from crawler.corpus.body import Body
from crawler.corpus.candidates import Candidate
from crawler.items import Verdict

_TEXT = pa.string()
_TEXTS = pa.list_(_TEXT)
_TIME = pa.timestamp("us", "UTC")
_BLOCK = pa.struct([("kind", _TEXT), ("text", _TEXT), ("level", pa.int32())])
_PIECE = pa.struct([("text", _TEXT), ("reason", _TEXT)])
_ORIGIN = pa.struct([("field", _TEXT), ("origin", _TEXT)])
_QUALITY = pa.struct([("score", pa.float64()), ("reasons", _TEXTS)])
_WARC = pa.struct([("file", _TEXT), ("offset", pa.int64()), ("digest", _TEXT)])

SCHEMA = pa.schema(
    [
        ("id", _TEXT), ("url", _TEXT), ("canonical_url", _TEXT), ("site", _TEXT), ("title", _TEXT), ("summary", _TEXT),
        ("text", _TEXT), ("blocks", pa.list_(_BLOCK)), ("captions", _TEXTS), ("authors", _TEXTS), ("source", _TEXT),
        ("dateline", _TEXT), ("published_at", _TIME), ("modified_at", _TIME), ("section", _TEXT), ("tags", _TEXTS),
        ("language", _TEXT), ("kind", _TEXT), ("quality", _QUALITY), ("dropped", pa.list_(_PIECE)),
        ("origins", pa.list_(_ORIGIN)), ("extractor", _TEXT), ("fetched_at", _TIME), ("found_by", _TEXT),
        ("found_at", _TEXT), ("duplicate_of", _TEXT), ("similarity", pa.float64()), ("cluster", _TEXT),
        ("revision", pa.int32()), ("gone_at", _TIME), ("warc", _WARC),
    ]
)  # fmt: skip
"""The fields of a JSON line in their order; times are moments in UTC, microseconds."""

FEW_VALUES = ["site", "section", "language", "kind", "extractor", "found_by", "found_at", "warc.file", "source",
              "blocks.list.element.kind", "origins.list.element.field", "origins.list.element.origin"]  # fmt: skip
"""The columns that a dictionary makes smaller."""

RANGED = [*FEW_VALUES, "id", "published_at", "modified_at", "fetched_at", "gone_at", "quality.score", "similarity",
          "duplicate_of", "cluster", "revision"]  # fmt: skip
"""The columns by which readers pass over row groups: of these the least and the greatest value are told."""


def table(candidates: Sequence[Candidate], verdicts: Sequence[Verdict]) -> pa.Table:
    """A table of these articles; `verdicts` are what is told of copies."""
    made = _of_words(candidates) | _of_bodies([one.body for one in candidates]) | _of_rows(candidates, verdicts)
    return pa.table([made[name] for name in SCHEMA.names], schema=SCHEMA)


def _of_words(candidates: Sequence[Candidate]) -> dict[str, pa.Array]:
    words = [one.written for one in candidates]
    blocks = [block for one in words for block in one.blocks]
    fields = [
        pa.array([block.kind for block in blocks], _TEXT),
        _strings(chain.from_iterable(one.block_texts for one in words)),
        pa.array([block.level for block in blocks], pa.int32()),
    ]
    captions = _strings(chain.from_iterable(one.caption_texts for one in words))
    return {
        "title": pa.array([one.title for one in words], _TEXT),
        "summary": pa.array([one.summary for one in words], _TEXT),
        "text": _strings(one.utf8 for one in words),
        "blocks": _lists([one.blocks for one in words], _structs(_BLOCK, fields)),
        "captions": _lists([one.captions for one in words], captions),
    }


def _of_bodies(bodies: Sequence[Body]) -> dict[str, pa.Array]:
    plain = ("url", "canonical_url", "site", "source", "dateline", "section", "language", "kind", "extractor")
    origins = [list(one.origins.items()) for one in bodies]
    pieces = [piece for one in bodies for piece in one.dropped]
    named = [pair for pairs in origins for pair in pairs]
    dropped = [pa.array([one.text for one in pieces], _TEXT), pa.array([one.reason for one in pieces], _TEXT)]
    fields = [pa.array([pair[place] for pair in named], _TEXT) for place in (0, 1)]
    score = pa.array([one.quality.score for one in bodies], pa.float64())
    reasons = _text_lists([one.quality.reasons for one in bodies])
    return {
        **{name: pa.array([getattr(one, name) for one in bodies], _TEXT) for name in plain},
        "authors": _text_lists([one.authors for one in bodies]),
        "tags": _text_lists([one.tags for one in bodies]),
        "published_at": _moments([one.published_at for one in bodies]),
        "modified_at": _moments([one.modified_at for one in bodies]),
        "quality": _structs(_QUALITY, [score, reasons]),
        "dropped": _lists([one.dropped for one in bodies], _structs(_PIECE, dropped)),
        "origins": _lists(origins, _structs(_ORIGIN, fields)),
    }


def _of_rows(candidates: Sequence[Candidate], verdicts: Sequence[Verdict]) -> dict[str, pa.Array]:
    rows = [one.row for one in candidates]
    places = [{"file": one.warc.file, "offset": one.warc.offset, "digest": one.warc.digest} if one.warc else None
              for one in rows]  # fmt: skip
    return {
        "id": pa.array([one.facts.id for one in rows], _TEXT),
        "fetched_at": pa.array([one.fetched_at for one in rows], _TIME),
        "found_by": pa.array([one.found_by for one in rows], _TEXT),
        "found_at": pa.array([one.found_at for one in rows], _TEXT),
        "duplicate_of": pa.array([one.duplicate_of for one in verdicts], _TEXT),
        "similarity": pa.array([one.similarity for one in verdicts], pa.float64()),
        "cluster": pa.array([one.cluster for one in verdicts], _TEXT),
        "revision": pa.array([one.revision for one in rows], pa.int32()),
        "gone_at": pa.array([one.gone_at for one in rows], _TIME),
        "warc": pa.array(places, _WARC),
    }


def _moments(times: Iterable[str | None]) -> pa.Array:
    return pa.array([datetime.fromisoformat(time) if time else None for time in times], _TIME)


def _structs(of: pa.StructType, fields: Sequence[pa.Array]) -> pa.StructArray:
    return pa.StructArray.from_arrays(fields, fields=list(of))


def _strings(texts: Iterable[bytes]) -> pa.StringArray:
    return pa.array(list(texts), pa.binary()).view(_TEXT)


def _text_lists(lists: Sequence[Sequence[str]]) -> pa.ListArray:
    return _lists(lists, pa.array(list(chain.from_iterable(lists)), _TEXT))


def _lists(lists: Sequence[Sized], values: pa.Array) -> pa.ListArray:
    ends = pa.array([0, *accumulate(map(len, lists))], pa.int32())
    return pa.ListArray.from_arrays(ends, values)
