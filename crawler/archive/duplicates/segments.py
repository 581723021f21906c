"""Segments of postings as rows: written once, in order, and merged while they are no larger than what joins them."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, select

from crawler.archive.database.among import among
from crawler.archive.duplicates.tables import BlockRow, FilterRow, PendingRow, SegmentRow
from crawler.neardup.segments import PARTS, Numbers, Shape, block_of, decode, encode, held, make_filter, part_of, passes

_BLOCK_BITS = 40

Pairs = tuple[Numbers, Numbers]
"""Places and the texts that stand there."""


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A segment as a program holds it: all but its blocks. `filters` has one row of bytes a part."""

    number: int
    stamp: int
    pairs: int
    shape: Shape
    filters: NDArray[np.uint8]

    def delete(self, connection: Connection) -> None:
        """Take its rows away, all but the blocks."""
        connection.execute(delete(FilterRow).where(FilterRow.segment == self.number))
        connection.execute(delete(SegmentRow).where(SegmentRow.number == self.number))

    def delete_blocks(self, connection: Connection, part: int) -> None:
        """Take the blocks of one part away."""
        connection.execute(delete(BlockRow).where(BlockRow.key.between(*self._keys(part))))

    def read(self, connection: Connection, part: int) -> Pairs:
        """The places and texts of one part, ascending by place."""
        return self.decode(*_read(connection.execute(_BLOCKS.where(BlockRow.key.between(*self._keys(part))))))

    def blocks(self, wanted: Numbers) -> Numbers:
        """The keys of the blocks that may hold places that are wanted; both ascend."""
        maybe = wanted[passes(wanted, self.filters, self.shape)]
        return np.unique(block_of(maybe, self.shape)) + np.uint64(block_key(self.number, 0))

    def decode(self, keys: Numbers, entries: Sequence[bytes]) -> Pairs:
        """The places and texts of blocks whose keys ascend, ascending by place."""
        return decode(keys - np.uint64(block_key(self.number, 0)), entries, self.shape)

    def _keys(self, part: int) -> tuple[int, int]:
        blocks = (1 << self.shape.bits) // PARTS
        return block_key(self.number, part * blocks), block_key(self.number, (part + 1) * blocks) - 1


def find(connection: Connection, segments: Sequence[Segment], wanted: Numbers) -> Iterator[Pairs]:
    """What each of these segments, oldest first, holds at the places that are wanted; both ascend by place."""
    asked = [key for segment in segments for key in segment.blocks(wanted).tolist()]
    keys, entries = _read(connection.execute(_WANTED, {"numbers": asked}))
    begins = np.array([block_key(segment.number, 0) for segment in segments], dtype=np.uint64)
    ends = [*np.searchsorted(keys, begins).tolist(), len(keys)]  # a filter passes some places whose block is not there
    for segment, (first, end) in zip(segments, pairwise(ends), strict=True):
        yield held(*segment.decode(keys[first:end], entries[first:end]), wanted)


def block_key(segment: int, block: int) -> int:
    """The key of a block's row."""
    return segment << _BLOCK_BITS | block


def segments_now(connection: Connection, known: Mapping[int, Segment]) -> Iterator[Segment]:
    """All segments, oldest first; those known by their stamps are not read again."""
    for row in connection.execute(_SEGMENTS).all():
        if row.stamp in known:
            yield known[row.stamp]
            continue
        filters = select(FilterRow.filter).where(FilterRow.segment == row.number).order_by(FilterRow.part)
        joined = b"".join(connection.execute(filters).scalars())
        shape = Shape(row.first, row.texts, row.bits, row.filter_bits)
        yield Segment(row.number, row.stamp, row.pairs, shape, np.frombuffer(joined, np.uint8).reshape(PARTS, -1))


def seal(connection: Connection, segments: Sequence[Segment]) -> None:
    """Turn all pending rows into a segment, together with the newest segments that are no larger than it so far.

    So every pair is written again some ten times on the way to a million texts, and a handful of segments remain.
    """
    places, texts = _pending(connection)
    merged, pairs = _joining(segments, len(places))
    first = min([int(texts.min()), *(segment.shape.first for segment in merged)])
    shape = Shape.fitting(first, int(texts.max()) - first + 1, pairs)
    number = max((segment.number for segment in segments), default=0) + 1
    bounds = np.searchsorted(part_of(places), np.arange(PARTS + 1, dtype=np.uint64)).tolist()
    for part in range(PARTS):
        mine = slice(bounds[part], bounds[part + 1])
        old = [segment.read(connection, part) for segment in merged]
        for segment in merged:
            segment.delete_blocks(connection, part)  # before writing, so that the file does not grow
        found = np.concatenate([*(pair[0] for pair in old), places[mine]])
        order = np.argsort(found, kind="stable")  # runs in order: merged, not sorted
        both = np.concatenate([*(pair[1] for pair in old), texts[mine]])[order]
        _write_part(connection, (number, part), shape, found[order], both)
    for segment in merged:
        segment.delete(connection)
    connection.execute(delete(PendingRow))
    stamp = secrets.randbits(62)
    row = {"number": number, "stamp": stamp, "pairs": pairs, "first": shape.first, "texts": shape.texts}
    connection.execute(insert(SegmentRow), {**row, "bits": shape.bits, "filter_bits": shape.filter_bits})


def _pending(connection: Connection) -> Pairs:
    """Places and texts of all that is pending, ascending by place."""
    rows = connection.execute(select(PendingRow.text, PendingRow.places).order_by(PendingRow.text)).all()
    places = [np.frombuffer(row.places, dtype="<u8").astype(np.uint64) for row in rows]
    texts = np.repeat(np.array([row.text for row in rows], dtype=np.uint64), [len(found) for found in places])
    joined = np.concatenate(places)
    order = np.argsort(joined, kind="stable")
    return joined[order], texts[order]


def _joining(segments: Sequence[Segment], pairs: int) -> tuple[list[Segment], int]:
    """The newest segments that merge with so many new pairs, oldest first, and how many pairs that makes."""
    merged: list[Segment] = []
    for segment in reversed(segments):
        if segment.pairs > pairs:
            break
        merged.insert(0, segment)
        pairs += segment.pairs
    return merged, pairs


def _write_part(connection: Connection, where: tuple[int, int], shape: Shape, places: Numbers, texts: Numbers) -> None:
    number, part = where
    filter_row = {"segment": number, "part": part, "filter": make_filter(places, shape)}
    connection.execute(insert(FilterRow), filter_row)
    if len(places):
        rows = [{"key": block_key(number, block), "entries": data} for block, data in encode(places, texts, shape)]
        connection.execute(insert(BlockRow), rows)


def _read(rows: Iterable[Any]) -> tuple[Numbers, list[bytes]]:
    """Keys and entries of blocks."""
    found = list(rows)
    return np.array([key for key, _ in found], dtype=np.uint64), [entries for _, entries in found]


_BLOCKS = select(BlockRow.key, BlockRow.entries).order_by(BlockRow.key)
_WANTED = _BLOCKS.where(among(BlockRow.key))
_SEGMENTS = select(SegmentRow.__table__).order_by(SegmentRow.number)
