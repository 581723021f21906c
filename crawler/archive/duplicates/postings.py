"""Postings in the database: new texts as pending rows, all others in a few segments that merge as they grow."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np
from sqlalchemy import Connection, bindparam, insert, select

from crawler.archive.database.many import insert_many
from crawler.archive.duplicates.pending import Memory
from crawler.archive.duplicates.segments import find, seal, segments_now
from crawler.archive.duplicates.tables import PendingRow
from crawler.neardup.segments import places

PENDING_MOST = 8192
"""Texts that wait before they become a segment: 7 MB in memory, 50 ms to read when a program starts."""

_PENDING = insert(PendingRow)
_FROM = (
    select(PendingRow.text, PendingRow.stamp, PendingRow.places)
    .where(PendingRow.text >= bindparam("last"))
    .order_by(PendingRow.text)
)


class Postings:
    """The postings of one archive inside one transaction, which excludes other writers."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self._connection = connection
        self._memory = memory
        self._texts: defaultdict[int, list[int]] = defaultdict(list)
        self._held: dict[int, int] = {}
        self._added: list[tuple[int, Sequence[int]]] = []
        self._recall()

    @property
    def highest(self) -> int:
        """The highest text that a segment may hold, even of those that are gone; 0 when there is none."""
        return max(
            (segment.shape.first + segment.shape.texts - 1 for segment in self._memory.segments.values()), default=0
        )

    def prepare(self, keys: Sequence[int]) -> set[int]:
        """Read who holds these keys, for `holders` to answer from: many at once are cheaper. All who hold any."""
        found = places(keys)
        wanted, times = np.unique(found, return_counts=True)
        segments = list(self._memory.segments.values())
        pairs = [*find(self._connection, segments, wanted), *self._memory.pairs(wanted)]
        self._texts = defaultdict(list)
        for standing, texts in pairs:
            for place, text in zip(standing.tolist(), texts.tolist(), strict=True):
                self._texts[place].append(text)
        # Most keys are held by nobody: whoever asks must look at the others only. A key that comes twice may be added
        held = np.concatenate([wanted[times > 1], *(pair[0] for pair in pairs)])
        self._held = {keys[at]: int(found[at]) for at in np.flatnonzero(np.isin(found, held)).tolist()}
        return {text for texts in self._texts.values() for text in texts}

    def holders(self, keys: Sequence[int]) -> dict[int, Collection[int]]:
        """The texts under those of the keys that have any; `prepare` was told of all."""
        found = ((key, self._texts.get(self._held[key])) for key in self._held.keys() & keys)
        return {key: texts for key, texts in found if texts}

    def add(self, text: int, keys: Sequence[int]) -> None:
        """Keep a text under these keys, all of which `prepare` was told of. Texts come in ascending order."""
        self._added.append((text, keys))
        for key in self._held.keys() & keys:
            self._texts[self._held[key]].append(text)

    def close(self) -> None:
        """Write what was added; when much is pending, turn it into a segment."""
        if self._added:
            self._write()
        if self._memory.texts >= PENDING_MOST:
            seal(self._connection, list(self._memory.segments.values()))
            self._recall()

    def _write(self) -> None:
        """All that was added, under one stamp: the rows of a transaction come and go together."""
        stamp = secrets.randbits(62)
        found = places([key for _, keys in self._added for key in keys])
        ends = np.cumsum([len(keys) for _, keys in self._added]).tolist()
        mine = [found[first:end] for first, end in pairwise([0, *ends])]
        rows = [(text, stamp, own) for (text, _), own in zip(self._added, mine, strict=True)]
        named = [{"text": text, "stamp": stamp, "places": own.astype("<u8").tobytes()} for text, _, own in rows]
        insert_many(self._connection, _PENDING, named)
        self._memory.add(rows)
        self._added = []

    def _recall(self) -> None:
        """Read the segments and the pending rows that are new; all rows when the last one known is gone."""
        memory = self._memory
        memory.segments = {segment.stamp: segment for segment in segments_now(self._connection, memory.segments)}
        rows = self._connection.execute(_FROM, {"last": memory.last[0]}).all()
        if memory.texts and (not rows or (rows[0].text, rows[0].stamp) != memory.last):  # rolled back or sealed
            memory.forget_pending()
            rows = self._connection.execute(_FROM, {"last": memory.last[0]}).all()
        fresh = rows[1:] if memory.texts else rows
        memory.add([(text, stamp, np.frombuffer(found, "<u8").astype(np.uint64)) for text, stamp, found in fresh])
