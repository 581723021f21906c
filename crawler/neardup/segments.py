"""Postings packed tight: (key, text) pairs sorted into blocks of about eighty, six bytes a pair, with a filter.

A plain SQL row a pair costs 19 bytes and two descents of a B-tree, 49 times an article. A segment is written once, in
order; its filter, held in memory, says of most keys that they are not there, so that few blocks are read.

A key becomes a place: 40 well-mixed bits. The upper `bits` of a place number its block; a pair keeps the rest of the
place and the number of the text, counted from the segment's first, in 48 bits together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crawler.neardup.mixing import mix

PLACE_BITS = 40
"""Among 50 million pairs another key has the same place once in 20,000 look-ups; comparing exactly settles it."""

PARTS = 64
"""A segment is read and written a 64th of all places at a time, so that merging needs little memory."""

_PAIRS = 113  # most a block on average; powers of two between blocks make it 57 at least
_PAIR_BYTES = 6
_FILTER_BITS = 8  # a pair; with three of them set 3 % of absent keys pass

Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a segment is cut: `first` text of `texts` many, 2^`bits` blocks, `filter_bits` a part."""

    first: int
    texts: int
    bits: int
    filter_bits: int

    @classmethod
    def fitting(cls, first: int, texts: int, pairs: int) -> "Shape":
        """For so many pairs of so many texts, whose numbers begin at `first`."""
        blocks = max(PARTS, -(-pairs // _PAIRS), texts >> 7)  # more blocks leave more of the 48 bits for texts
        per_part = -(-pairs * _FILTER_BITS // PARTS)
        return cls(first, texts, (blocks - 1).bit_length(), max(64, (per_part + 7) // 8 * 8))

    @property
    def text_bits(self) -> np.uint64:
        return np.uint64(_PAIR_BYTES * 8 - PLACE_BITS + self.bits)


def places(keys: Sequence[int] | Numbers) -> Numbers:
    """Keys as places."""
    return mix(np.asarray(keys, dtype=np.uint64)) >> np.uint64(64 - PLACE_BITS)


def part_of(found: Numbers) -> Numbers:
    """Which part of a segment places belong to."""
    return found >> np.uint64(PLACE_BITS - PARTS.bit_length() + 1)


def block_of(found: Numbers, shape: Shape) -> Numbers:
    """The numbers of the blocks that hold places."""
    return found >> np.uint64(PLACE_BITS - shape.bits)


def encode(found: Numbers, texts: Numbers, shape: Shape) -> Iterator[tuple[int, bytes]]:
    """Pairs as blocks (number, bytes), ascending. The pairs come in ascending order of places."""
    blocks = block_of(found, shape)
    rests = found & np.uint64((1 << (PLACE_BITS - shape.bits)) - 1)
    pairs = (rests << shape.text_bits) | (texts - np.uint64(shape.first))
    packed = pairs.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 8 - _PAIR_BYTES :].tobytes()
    starts = np.flatnonzero(np.diff(blocks, prepend=blocks[:1] + np.uint64(1)))
    ends = [*starts[1:].tolist(), len(blocks)]
    for start, end in zip(starts.tolist(), ends, strict=True):
        yield int(blocks[start]), packed[start * _PAIR_BYTES : end * _PAIR_BYTES]


def decode(blocks: Numbers, entries: Sequence[bytes], shape: Shape) -> tuple[Numbers, Numbers]:
    """The places and texts of blocks, given their numbers and bytes, in that order: ascending if the blocks are."""
    packed = np.frombuffer(b"".join(entries), dtype=np.uint8).reshape(-1, _PAIR_BYTES)
    wide = np.zeros((len(packed), 8), dtype=np.uint8)
    wide[:, 8 - _PAIR_BYTES :] = packed
    pairs = wide.view(">u8").ravel().astype(np.uint64)
    numbers = np.repeat(blocks, np.fromiter(map(len, entries), np.int64, len(entries)) // _PAIR_BYTES)
    found = (numbers << np.uint64(PLACE_BITS - shape.bits)) | (pairs >> shape.text_bits)
    texts = (pairs & np.uint64((1 << int(shape.text_bits)) - 1)) + np.uint64(shape.first)
    return found, texts


def held(found: Numbers, texts: Numbers, wanted: Numbers) -> tuple[Numbers, Numbers]:
    """Of pairs that ascend by place, those at the places that are wanted, which ascend too and are distinct."""
    begins = np.searchsorted(found, wanted)
    hits = np.flatnonzero(begins < len(found))
    hits = hits[found[begins[hits]] == wanted[hits]]
    begins = begins[hits]
    counts = np.searchsorted(found, wanted[hits], side="right") - begins
    before = np.cumsum(counts) - counts
    mine = np.repeat(begins - before, counts) + np.arange(counts.sum())
    return found[mine], texts[mine]


def make_filter(found: Numbers, shape: Shape) -> bytes:
    """The filter of one part that holds these places."""
    bits = np.zeros(shape.filter_bits, dtype=np.bool_)
    for positions in _positions(found, shape):
        bits[positions] = True
    return np.packbits(bits, bitorder="little").tobytes()


def passes(found: Numbers, filters: NDArray[np.uint8], shape: Shape) -> NDArray[np.bool_]:
    """Which places may be in the segment whose filters, PARTS rows of bytes, these are."""
    maybe = np.arange(len(found))
    for positions in _positions(found, shape):
        mine = positions[maybe]
        held = filters[part_of(found[maybe]), mine >> np.uint64(3)] >> (mine & np.uint64(7)).astype(np.uint8) & 1
        maybe = maybe[held == 1]
    kept = np.zeros(len(found), dtype=np.bool_)
    kept[maybe] = True
    return kept


def _positions(found: Numbers, shape: Shape) -> list[Numbers]:
    """Three positions in the filter of a part."""
    first = mix(found)
    second = mix(first)
    size, half = np.uint64(shape.filter_bits), np.uint64(32)
    low = np.uint64(0xFFFFFFFF)
    return [(part * size) >> half for part in (first & low, first >> half, second >> half)]
