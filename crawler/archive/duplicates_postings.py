"""Postings in the database: new texts as pending rows, all others in a few segments that merge as they grow."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, insert, select

from crawler.archive.addresses import chunks
from crawler.archive.duplicates_segments import Segment, block_key, seal, segments_now
from crawler.archive.duplicates_tables import BlockRow, PendingRow
from crawler.neardup.segments import Numbers, block_of, decode, passes, places

PENDING_MOST = 4096
"""Texts that wait before they become a segment: 35 MB in memory, 50 ms to read when a program starts."""


class Memory:
    """What one program remembers of the postings between transactions. Every transaction checks it first."""

    def __init__(self) -> None:
        self.segments: dict[int, Segment] = {}
        self.forget_pending()

    def forget_pending(self) -> None:
        """Nothing is known to be pending."""
        self.pending: dict[int, list[int]] = defaultdict(list)
        self.texts = 0
        self.last = (-1, 0)

    def add(self, text: int, stamp: int, found: Numbers) -> None:
        """One more pending text."""
        for place in found.tolist():
            self.pending[place].append(text)
        self.texts += 1
        self.last = (text, stamp)


class Postings:
    """The postings of one archive inside one transaction, which excludes other writers."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self._connection = connection
        self._memory = memory
        self._sealed: dict[int, list[int]] = {}
        self._added: list[dict[str, Any]] = []
        self._recall_pending()
        memory.segments = {segment.stamp: segment for segment in segments_now(connection, memory.segments)}

    def prepare(self, keys: Sequence[int]) -> None:
        """Read what segments hold under these keys, for `holders` to answer from: many at once are cheaper."""
        self._sealed = defaultdict(list)
        for place, text in self._read_segments(np.unique(places(keys))):
            self._sealed[place].append(text)

    def holders(self, keys: Sequence[int]) -> list[Collection[int]]:
        """The texts under each of the keys, all of which `prepare` was told of."""
        sealed, pending = self._sealed.get, self._memory.pending.get
        return [[*sealed(place, ()), *pending(place, ())] for place in places(keys).tolist()]

    def add(self, text: int, keys: Sequence[int]) -> None:
        """Keep a text under these keys. Texts come in ascending order of their numbers."""
        stamp, found = secrets.randbits(62), places(keys)
        self._added.append({"text": text, "stamp": stamp, "places": found.astype("<u8").tobytes()})
        self._memory.add(text, stamp, found)

    def close(self) -> None:
        """Write what was added; when much is pending, turn it into a segment."""
        if self._added:
            self._connection.execute(insert(PendingRow), self._added)
            self._added = []
        if self._memory.texts >= PENDING_MOST:
            seal(self._connection, list(self._memory.segments.values()))

    def _recall_pending(self) -> None:
        """Read the pending rows that are new. When the last one known is gone (rolled back, sealed), read all."""
        last = self._memory.last
        query = select(PendingRow.text, PendingRow.stamp, PendingRow.places).order_by(PendingRow.text)
        rows = self._connection.execute(query.where(PendingRow.text >= last[0])).all()
        if self._memory.texts and (not rows or (rows[0].text, rows[0].stamp) != last):
            self._memory.forget_pending()
            rows = self._connection.execute(query).all()
        for text, stamp, found in rows:
            if (text, stamp) != last or not self._memory.texts:
                self._memory.add(text, stamp, np.frombuffer(found, dtype="<u8").astype(np.uint64))

    def _read_segments(self, wanted: Numbers) -> Iterator[tuple[int, int]]:
        """The (place, text) pairs of all segments whose place is wanted."""
        owners: dict[int, tuple[Segment, int]] = {}
        for segment in self._memory.segments.values():
            maybe = wanted[passes(wanted, segment.filters, segment.shape)]
            blocks = np.unique(block_of(maybe, segment.shape)).tolist()
            owners.update((block_key(segment.number, block), (segment, block)) for block in blocks)
        read: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
        for chunk in chunks(owners):
            query = select(BlockRow.key, BlockRow.entries).where(BlockRow.key.in_(chunk))
            for key, entries in self._connection.execute(query):
                segment, block = owners[key]
                read[segment.stamp].append((block, entries))
        for stamp, blocks in read.items():
            yield from _wanted(blocks, self._memory.segments[stamp], wanted)


def _wanted(blocks: list[tuple[int, bytes]], segment: Segment, wanted: Numbers) -> Iterator[tuple[int, int]]:
    found, texts = decode(blocks, segment.shape)
    kept = np.isin(found, wanted)
    yield from zip(found[kept].tolist(), texts[kept].tolist(), strict=True)
