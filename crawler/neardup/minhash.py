"""MinHash signatures under datasketch's scheme `affine32`, and the keys of their bands.

The signatures are those of `datasketch.MinHash(num_perm=128, seed=1, scheme="affine32")` updated with the upper half of
every shingle's hash; the tests compare the two. They are computed here because a call of its `update_batch` an article
costs four times as much as one numpy call over many, and because importing it loads SciPy: 1.3 s in every worker.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from crawler.neardup.mixing import mix

BANDS, ROWS = 32, 4
"""32 bands of 4 signs: two texts of Jaccard .7 share a band with probability .9998, of .5 with .87."""

SEED = 1

Signs = NDArray[np.uint32]

_TOGETHER = 1 << 16  # numbers a round: they stay in the second-level cache


def signatures(sets: Sequence[NDArray[np.uint64]]) -> Signs:
    """The signs of several sets of 64-bit hashes, none of them empty: one row of BANDS * ROWS signs a set."""
    hashes = _fmix32((np.concatenate(sets) >> np.uint64(32)).astype(np.uint32))
    starts = np.cumsum([0, *map(len, sets[:-1])])
    factors, offsets = _permutations()
    signs = np.empty((len(factors), len(sets)), dtype=np.uint32)
    step = max(1, _TOGETHER // len(hashes))
    for first in range(0, len(factors), step):
        some = slice(first, first + step)
        permuted = factors[some] * hashes
        permuted += offsets[some]
        np.minimum.reduceat(permuted, starts, axis=1, out=signs[some])
    return signs.T


def band_keys(signs: Signs) -> NDArray[np.uint64]:
    """The 64-bit key of every band: one row of BANDS keys a set. Keys of different bands do not meet."""
    halves = np.ascontiguousarray(signs).view(np.uint64).reshape(len(signs), BANDS, ROWS // 2)
    keys = mix(np.arange(1, BANDS + 1, dtype=np.uint64))
    for half in range(ROWS // 2):
        keys = mix(keys ^ halves[:, :, half])
    return keys


@cache
def _permutations() -> tuple[Signs, Signs]:
    """Factors and offsets as datasketch draws them, as columns. numpy keeps the streams of RandomState as they are."""
    random = np.random.RandomState(SEED)
    count = BANDS * ROWS
    factors = random.randint(0, 1 << 31, (count, 1), dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, random.randint(0, 1 << 32, (count, 1), dtype=np.uint32)


def _fmix32(hashes: Signs) -> Signs:
    """The finalizer of MurmurHash3, which `affine32` applies before it permutes."""
    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    mixed: Signs = hashes ^ (hashes >> np.uint32(16))
    return mixed
