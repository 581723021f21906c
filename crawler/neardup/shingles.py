"""Texts as sets of shingles: runs of five folded words, each one a 64-bit hash.

Definition: NFC, case folding, diacritics dropped, đ as d; words are what `\\w+` matches; a text of one to four words is
one shingle, a text of none has none. numpy hashes many texts at once, because cutting strings in Python is what bounds
other implementations (about 2,300 articles a second).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from crawler.neardup.folding import MARK, SEVERAL, fold, letters
from crawler.neardup.mixing import MASK, mix, mix_one

WORDS = 5
"""Words a shingle."""

Hashes = NDArray[np.uint64]
"""A set of shingles: their hashes, ascending, each once."""

BATCH = 1 << 16
"""Characters worked on at a time: arrays of that length stay in the second-level cache."""

# Odd multipliers of the polynomials over letters and over words; both are part of the recipe.
_LETTER = 0x9E3779B97F4A7C15
_LETTER_INVERSE = pow(_LETTER, -1, 1 << 64)
_WORD = 0xD1342543DE82EF95

_SPACE = re.compile(r"\s")


def shingles(text: str) -> Hashes:
    """The set of shingles of one text."""
    return next(shingle_sets([text]))


def shingle_sets(texts: Sequence[str]) -> Iterator[Hashes]:
    """The set of shingles of every text, in order."""
    for batch in _batches(texts):
        if len(batch) == 1:
            words = np.concatenate([_words([piece])[0] for piece in _pieces(batch[0])])
            yield from _sets(words, [len(words)])
        else:
            words, counts = _words(batch)
            yield from _sets(words, counts.tolist())


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Texts together up to BATCH characters; a longer one stands alone."""
    first = characters = 0
    for place, text in enumerate(texts):
        characters += len(text) + 1
        if characters > BATCH and place > first:
            yield texts[first:place]
            first, characters = place, len(text) + 1
    if first < len(texts):
        yield texts[first:]


def _pieces(text: str) -> Iterator[str]:
    """A text cut at white space about every BATCH characters, so that a huge one needs little memory."""
    first = 0
    while space := _SPACE.search(text, first + BATCH):
        yield text[first : space.start()]
        first = space.end()
    yield text[first:]


def _sets(words: Hashes, counts: Sequence[int]) -> Iterator[Hashes]:
    runs = _runs(words)
    first = 0
    for count in counts:
        full = count >= WORDS
        yield _unique(runs[first : first + count - WORDS + 1]) if full else _short(words[first : first + count])
        first += count


def _words(texts: Sequence[str]) -> tuple[Hashes, NDArray[np.int64]]:
    """The hashes of all words of the texts, and how many words each text has."""
    found = letters("\n".join(texts) + "\n")
    ends = np.cumsum([len(text) + 1 for text in texts])
    several = np.flatnonzero(found == SEVERAL)
    if len(several):
        unfolded = set(np.searchsorted(ends, several, side="right").tolist())
        return _words([fold(text) if place in unfolded else text for place, text in enumerate(texts)])
    marks = found == MARK
    if marks.any():
        ends -= np.cumsum(marks)[ends - 1]
        found = found[~marks]
    starts = _starts(found)
    counts = np.diff(np.searchsorted(starts, ends), prepend=0)
    return _word_hashes(found, starts), counts


def _starts(found: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where words begin."""
    inside = found != 0
    begins = inside.copy()
    begins[1:] &= ~inside[:-1]
    return np.flatnonzero(begins)


def _word_hashes(found: NDArray[np.uint64], starts: NDArray[np.int64]) -> Hashes:
    """A word's letters are the coefficients of a polynomial; breaks count nothing."""
    if not len(starts):
        return found[:0]
    sums = np.add.reduceat(found * _powers(len(found), _LETTER), starts)
    sums *= _powers(len(found), _LETTER_INVERSE)[starts]  # as if every word began at position 0
    return mix(sums)


def _powers(count: int, base: int) -> NDArray[np.uint64]:
    return (_power_table if count <= 2 * BATCH else _make_powers)(max(count, 2 * BATCH), base)[:count]


def _make_powers(count: int, base: int) -> NDArray[np.uint64]:
    factors = np.full(count, base, dtype=np.uint64)
    factors[0] = 1
    return np.cumprod(factors)


_power_table = lru_cache(maxsize=2)(_make_powers)


def _runs(words: Hashes) -> Hashes:
    """The hash of every run of five words, across the bounds of texts too."""
    if len(words) < WORDS:
        return words[:0]
    count = len(words) - WORDS + 1
    total = words[:count].copy()
    for place in range(1, WORDS):
        total *= np.uint64(_WORD)
        total += words[place : place + count]
    return mix(total)


def _unique(hashes: Hashes) -> Hashes:
    ordered = np.sort(hashes)
    kept = np.empty(len(ordered), dtype=np.bool_)
    kept[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=kept[1:])
    return ordered[kept]


def _short(words: Hashes) -> Hashes:
    total = 0
    for word in words.tolist():
        total = (total * _WORD + word) & MASK
    return np.array([mix_one(total)] if len(words) else [], dtype=np.uint64)
