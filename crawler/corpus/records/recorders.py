"""What makes records of articles, for each format, and the digest by which a later export sees that one has changed."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from crawler.corpus.candidates import Candidate
from crawler.corpus.records.columns import table
from crawler.corpus.records.line import line
from crawler.corpus.records.plain import document, seed
from crawler.corpus.selection import Format
from crawler.items import Verdict

Records: TypeAlias = list[bytes] | pa.Table
"""Each article's bytes, or their table."""


class Recorded(NamedTuple):
    """Records; for each a digest of DIGEST_SIZE bytes, and the length of its running text."""

    records: Records
    digests: list[bytes]
    characters: Sequence[int] | npt.NDArray[np.int32]


Recorder: TypeAlias = Callable[[Sequence[Candidate], Sequence[Verdict]], Recorded]
"""Takes candidates, and what is told of each as a copy."""

DIGEST_SIZE = 16


def recorder(form: Format) -> Recorder:
    """What makes the records of a format."""
    if form is Format.PARQUET:
        return _rows
    if form is Format.JSONL:
        return _each(line)
    plain = seed if form is Format.SEED else document
    return _each(lambda one, _verdict: plain(one))


def taken(records: Records, places: npt.NDArray[np.intp]) -> Records:
    """Those of the records that stand at these places."""
    if len(places) == len(records):
        return records
    return [records[place] for place in places] if isinstance(records, list) else records.take(places)


def joined(pieces: Sequence[Records]) -> Records:
    """Records that come one after another, at least one piece."""
    if isinstance(pieces[0], pa.Table):
        return pa.concat_tables(pieces)
    return [record for piece in pieces for record in piece]


def _each(record: Callable[[Candidate, Verdict], bytes]) -> Recorder:
    def made(candidates: Sequence[Candidate], verdicts: Sequence[Verdict]) -> Recorded:
        records = [record(one, verdict) for one, verdict in zip(candidates, verdicts, strict=True)]
        return Recorded(records, [_digest(one) for one in records], [one.written.characters for one in candidates])

    return made


def _rows(candidates: Sequence[Candidate], verdicts: Sequence[Verdict]) -> Recorded:
    digests = [_digest(one.row.body + orjson.dumps((one.row[4:-1], verdict)))
               for one, verdict in zip(candidates, verdicts, strict=True)]  # fmt: skip
    made = table(candidates, verdicts)
    return Recorded(made, digests, pc.utf8_length(made["text"]).to_numpy())


def _digest(data: bytes) -> bytes:
    return sha256(data).digest()[:DIGEST_SIZE]  # most processors have instructions for it
