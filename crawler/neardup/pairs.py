"""Candidate pairs among many texts at once, by sorting their keys: no index, little memory, linear in the texts."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Texts = NDArray[np.int64]

REACH = 32
"""A text is paired with the next 32 that share a key with it, and with the first of all; a million copies of one
template must not make a million squared pairs, and the largest true family seen held 24."""

SAMPLE_PARTS = 16
"""Sampled shingles are sorted a 16th at a time."""


def banded_pairs(bands: Iterable[Keys]) -> NDArray[np.uint64]:
    """Pairs of texts that share a band: for every band the key of each text. See `coded` for what a pair is."""
    found = np.empty(0, dtype=np.uint64)
    for keys in bands:
        texts = np.argsort(keys, kind="stable")
        found = np.union1d(found, _neighbours(keys[texts], texts))
    return found


def sampled_pairs(sampled: Callable[[int], tuple[Keys, Texts]]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Pairs of texts that share sampled shingles, and how many. `sampled(part)` gives hashes and texts, ascending."""
    found, times = [], []
    for part in range(SAMPLE_PARTS):
        keys, texts = sampled(part)
        order = np.argsort(keys, kind="stable")
        pairs, counts = np.unique(_neighbours(keys[order], texts[order]), return_counts=True)
        found.append(pairs)
        times.append(counts)
    pairs, places = np.unique(np.concatenate(found), return_inverse=True)
    return pairs, np.bincount(places, weights=np.concatenate(times), minlength=len(pairs)).astype(np.int64)


def coded(first: Texts, second: Texts) -> NDArray[np.uint64]:
    """Pairs as one number each: the lower text in the upper half."""
    low, high = np.minimum(first, second).astype(np.uint64), np.maximum(first, second).astype(np.uint64)
    return low << np.uint64(32) | high


def sides(pairs: NDArray[np.uint64]) -> tuple[Texts, Texts]:
    """The lower and the higher texts of pairs."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def decoded(pairs: NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    """The two texts of every pair, the lower one first."""
    low, high = sides(pairs)
    yield from zip(low.tolist(), high.tolist(), strict=True)


def _neighbours(keys: Keys, texts: Texts) -> NDArray[np.uint64]:
    """Pairs of texts with one key, once for every key that they share, given keys in ascending order."""
    if not len(keys):
        return np.empty(0, dtype=np.uint64)
    begins = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    lengths = np.diff(begins, append=len(keys))
    inside = np.repeat(begins, lengths)
    later = np.flatnonzero(np.arange(len(keys)) > inside)
    distant = later[later - inside[later] > REACH]
    found = [coded(texts[inside[distant]], texts[distant])]
    for distance in range(1, REACH + 1):
        later = later[later - distance >= inside[later]]
        if not len(later):
            break
        found.append(coded(texts[later - distance], texts[later]))
    return np.concatenate(found)
