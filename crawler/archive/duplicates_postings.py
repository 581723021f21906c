"""Postings in the database: new texts as pending rows, all others in a few segments that merge as they grow."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, insert, select

from crawler.archive.addresses import chunks
from crawler.archive.duplicates_segments import Segment, block_key, seal, segments_now
from crawler.archive.duplicates_tables import BlockRow, PendingRow
from crawler.neardup.segments import Numbers, block_of, decode, passes, places

PENDING_MOST = 4096
"""Texts that wait before they become a segment: 18 MB in memory, 50 ms to read when a program starts."""


class Memory:
    """What one program remembers of the postings between transactions. Every transaction checks it first."""

    def __init__(self) -> None:
        self.segments: dict[int, Segment] = {}
        self.forget_pending()

    def forget_pending(self) -> None:
        """Nothing is known to be pending."""
        self.pending: dict[int, int] = {}
        self.more: dict[int, list[int]] = {}
        self.texts = 0
        self.last = (-1, 0)

    def add(self, text: int, stamp: int, found: Sequence[int]) -> None:
        """One more pending text, at these places. Nearly all places are new: a list for each would cost twice."""
        fresh = dict.fromkeys(found, text)
        for place in self.pending.keys() & fresh:
            self.more.setdefault(place, []).append(fresh.pop(place))
        self.pending.update(fresh)
        self.texts += 1
        self.last = (text, stamp)

    def at(self, place: int) -> list[int]:
        """The pending texts at one place."""
        return [self.pending[place], *self.more.get(place, ())] if place in self.pending else []


class Postings:
    """The postings of one archive inside one transaction, which excludes other writers."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self._connection = connection
        self._memory = memory
        self._sealed: dict[int, list[int]] = {}
        self._place_of: dict[int, int] = {}
        self._held: dict[int, int] = {}
        self._added: list[dict[str, Any]] = []
        self._recall_pending()
        memory.segments = {segment.stamp: segment for segment in segments_now(connection, memory.segments)}

    def prepare(self, keys: Sequence[int]) -> set[int]:
        """Read who holds these keys, for `holders` to answer from: many at once are cheaper. All who hold any."""
        found = places(keys)
        self._place_of = dict(zip(keys, found.tolist(), strict=True))
        self._sealed = defaultdict(list)
        for place, text in self._read_segments(np.sort(found)):
            self._sealed[place].append(text)
        pending = self._memory.pending.keys() & self._place_of.values()
        # Most keys are held by nobody: whoever asks must look at the others only. A key that comes twice may be added
        held = pending | self._sealed.keys() | {place for place, times in Counter(found.tolist()).items() if times > 1}
        self._held = {key: place for key, place in self._place_of.items() if place in held}
        return {text for texts in self._sealed.values() for text in texts}.union(*map(self._memory.at, pending))

    def holders(self, keys: Sequence[int]) -> dict[int, Collection[int]]:
        """The texts under those of the keys that have any; `prepare` was told of all."""
        found = ((key, self._held[key]) for key in self._held.keys() & keys)
        texts = ((key, self._sealed.get(place, []) + self._memory.at(place)) for key, place in found)
        return {key: holding for key, holding in texts if holding}

    def add(self, text: int, keys: Sequence[int]) -> None:
        """Keep a text under these keys, all of which `prepare` was told of. Texts come in ascending order."""
        stamp, found = secrets.randbits(62), [self._place_of[key] for key in keys]
        self._added.append({"text": text, "stamp": stamp, "places": np.array(found, dtype="<u8").tobytes()})
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
                self._memory.add(text, stamp, np.frombuffer(found, dtype="<u8").tolist())

    def _read_segments(self, wanted: Numbers) -> Iterator[tuple[int, int]]:
        """The (place, text) pairs of all segments whose place is wanted."""
        owners: dict[int, tuple[Segment, int]] = {}
        for segment in self._memory.segments.values():
            maybe = wanted[passes(wanted, segment.filters, segment.shape)]
            blocks = set(block_of(maybe, segment.shape).tolist())
            owners.update((block_key(segment.number, block), (segment, block)) for block in blocks)
        read: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
        for chunk in chunks(owners):
            query = select(BlockRow.key, BlockRow.entries).where(BlockRow.key.in_(chunk))
            for key, entries in self._connection.execute(query):
                segment, block = owners[key]
                read[segment.stamp].append((block, entries))
        for stamp, rows in read.items():
            yield from _wanted(rows, self._memory.segments[stamp], wanted)


def _wanted(blocks: list[tuple[int, bytes]], segment: Segment, wanted: Numbers) -> Iterator[tuple[int, int]]:
    """Of the pairs in blocks those whose place is wanted; `wanted` is ascending."""
    found, texts = decode(blocks, segment.shape)
    nearest = np.minimum(np.searchsorted(wanted, found), len(wanted) - 1)
    kept = wanted[nearest] == found
    yield from zip(found[kept].tolist(), texts[kept].tolist(), strict=True)
