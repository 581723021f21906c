"""What makes records of articles, for each format, and the digest by which a later export sees that one has changed."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crawler.corpus.candidates import Candidate
from crawler.corpus.records.columns import SCHEMA, table
from crawler.corpus.records.line import line
from crawler.corpus.records.plain import document, seed
from crawler.corpus.selection import Format
from crawler.items import Verdict

Packed: TypeAlias = list[bytes] | bytes
"""Each article's bytes, or an Arrow IPC stream of their table: what a worker process hands over."""

Records: TypeAlias = list[bytes] | pa.Table
"""Each article's bytes, or their table."""

Recorder: TypeAlias = Callable[[Sequence[Candidate], Sequence[Verdict]], tuple[Packed, list[bytes]]]
"""Candidates and what is told of each as a copy → their records, and a digest of 16 bytes for each."""

DIGEST_SIZE = 16


def recorder(form: Format) -> Recorder:
    """What makes the records of a format."""
    if form is Format.PARQUET:
        return _rows
    if form is Format.JSONL:
        return _each(line)
    plain = seed if form is Format.SEED else document
    return _each(lambda one, _verdict: plain(one))


def opened(records: Packed) -> Records:
    """Records as they came from a recorder, ready to be chosen from and written."""
    return pa.ipc.open_stream(records).read_all() if isinstance(records, bytes) else records


def taken(records: Records, places: npt.NDArray[np.intp]) -> Records:
    """Those of the records that stand at these places."""
    if len(places) == len(records):
        return records
    return [records[place] for place in places] if isinstance(records, list) else records.take(places)


def _each(record: Callable[[Candidate, Verdict], bytes]) -> Recorder:
    def made(candidates: Sequence[Candidate], verdicts: Sequence[Verdict]) -> tuple[Packed, list[bytes]]:
        records = [record(one, verdict) for one, verdict in zip(candidates, verdicts, strict=True)]
        return records, [_digest(one) for one in records]

    return made


def _rows(candidates: Sequence[Candidate], verdicts: Sequence[Verdict]) -> tuple[Packed, list[bytes]]:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, SCHEMA) as stream:
        stream.write_table(table(candidates, verdicts))
    digests = [_digest(one.row.body, repr((one.row[4:-1], verdict)).encode())
               for one, verdict in zip(candidates, verdicts, strict=True)]  # fmt: skip
    return sink.getvalue().to_pybytes(), digests


def _digest(*parts: bytes) -> bytes:
    hashed = blake2b(digest_size=DIGEST_SIZE)
    for part in parts:
        hashed.update(part)
    return hashed.digest()
