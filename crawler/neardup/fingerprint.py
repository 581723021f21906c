"""What near-duplicate search keeps of a text, and the recipe that made it."""

from collections.abc import Iterator, Sequence

import numpy as np

from crawler.items import Fingerprint
from crawler.neardup.minhash import BANDS, ROWS, SEED, band_keys, signatures
from crawler.neardup.mixing import mix_one
from crawler.neardup.shingles import WORDS, Hashes, shingle_sets

SAMPLE_SHARE = 32
"""A shingle belongs to the sample when its hash is in the lowest 32nd: two texts sample the same shingles."""

SAMPLE_LEAST, SAMPLE_MOST = 8, 1024
"""A short text samples its eight lowest; a text of more than about 32,000 words stops there."""

RECIPE = f"fold1 w{WORDS} poly64 affine32 seed{SEED} {BANDS}x{ROWS} sample{SAMPLE_SHARE}:{SAMPLE_LEAST}-{SAMPLE_MOST}"
"""Normalisation, shingles, hashes, scheme and sizes. Change it with anything that changes a fingerprint."""

_TOGETHER = 32  # sets a round: their permuted hashes stay in the second-level cache


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text; of one without a word it has no keys at all."""
    return next(fingerprints([text]))


def fingerprints(texts: Sequence[str]) -> Iterator[Fingerprint]:
    """The fingerprint of every text, in order; twice as fast as one at a time."""
    return fingerprints_of(list(shingle_sets(texts)))


def fingerprints_of(sets: Sequence[Hashes]) -> Iterator[Fingerprint]:
    """The fingerprints of texts whose sets of shingles are known already, in order."""
    for first in range(0, len(sets), _TOGETHER):
        group = sets[first : first + _TOGETHER]
        filled = [hashes for hashes in group if len(hashes)]
        bands = iter(band_keys(signatures(filled)).tolist() if filled else [])
        for hashes in group:
            yield _fingerprint(hashes, tuple(next(bands)) if len(hashes) else ())


def _fingerprint(hashes: Hashes, bands: tuple[int, ...]) -> Fingerprint:
    return Fingerprint(RECIPE, len(hashes), digest(hashes), bands, tuple(sample(hashes).tolist()))


def digest(hashes: Hashes) -> int:
    """A number that is equal for equal sets and, by 64 bits, different for others."""
    return mix_one(int(hashes.sum()) + len(hashes))


def sample(hashes: Hashes, share: int = SAMPLE_SHARE) -> Hashes:
    """The sampled shingles: those in the lowest of `share` parts of all hashes."""
    low = int(np.searchsorted(hashes, np.uint64((1 << 64) // share)))
    return hashes[: min(max(low, SAMPLE_LEAST), SAMPLE_MOST)]
