"""Which texts are worth comparing: those that share a band, or two sampled shingles, with the text in hand."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from crawler.items import Fingerprint
from crawler.neardup.fingerprint import SAMPLE_SHARE
from crawler.neardup.relation import DEFAULT, Relation, Thresholds, relation
from crawler.neardup.shingles import Hashes, shingles

Counts = NDArray[np.int64]

POSTINGS_MOST = 200
"""Texts kept under one key. Only a standing phrase is sampled in more, and only a template shares a band with more."""

COMPARED_MOST = 200
"""Texts compared with one text, those that share most keys first; the largest true family seen held 24."""


class Index(Protocol):
    """What near-duplicate search asks of whatever keeps fingerprints. Texts go by numbers that the index gives."""

    def holders(self, keys: Sequence[int]) -> Mapping[int, Collection[int]]:
        """The texts kept under those of the keys that have any."""

    def sizes(self, texts: Sequence[int]) -> Mapping[int, int]:
        """How many shingles these texts have; those that are gone are left out."""

    def sets(self, texts: Sequence[int]) -> Mapping[int, Hashes]:
        """The exact sets of shingles of these texts; those that are gone are left out."""

    def add(self, fingerprint: Fingerprint, text: str, keys: Sequence[int]) -> int:
        """Keep a new text under these keys, and say its number."""


class Found(NamedTuple):
    """What a search leaves: the texts that are copies, with how, and the keys that still have room for another text."""

    related: dict[int, Relation]
    free_keys: Sequence[int]


def search(index: Index, fingerprint: Fingerprint, text: str, thresholds: Thresholds = DEFAULT) -> Found:
    """Find the copies of a text: candidates from its fingerprint, each compared exactly."""
    wanted = keys(fingerprint)
    holding = index.holders(wanted)
    if not holding:
        return Found({}, wanted)
    free = [key for key in wanted if len(holding.get(key, ())) < POSTINGS_MOST]
    shared = candidates(fingerprint, holding)
    sizes = index.sizes(list(shared))
    likely = [other for other, size in sizes.items() if shared[other] >= enough(min(size, fingerprint.size))]
    if not likely:
        return Found({}, free)
    likely.sort(key=lambda other: (-shared[other], other))
    hashes = shingles(text)
    found = (
        (other, relation(hashes, theirs, thresholds)) for other, theirs in index.sets(likely[:COMPARED_MOST]).items()
    )
    return Found({other: how for other, how in found if how is not None}, free)


def keys(fingerprint: Fingerprint) -> tuple[int, ...]:
    """All keys of a fingerprint: bands and sampled shingles."""
    return fingerprint.bands + fingerprint.sample


def candidates(fingerprint: Fingerprint, holders: Mapping[int, Collection[int]]) -> dict[int, int]:
    """Texts that share a band or two sampled shingles, each with the number of sampled shingles that it shares.

    `holders` are the texts under those keys of the fingerprint that have any.
    """
    if not holders:
        return {}
    shared = Counter(text for key in fingerprint.sample for text in holders.get(key, ()))
    needed = min(2, len(fingerprint.sample))
    found = {text: count for text, count in shared.items() if count >= needed}
    found.update((text, shared[text]) for key in fingerprint.bands for text in holders.get(key, ()))
    return found


def enough(smaller: Counts | int, share: int = SAMPLE_SHARE) -> Any:
    """How many sampled shingles copies surely share when the smaller has so many shingles; elementwise.

    Of four fifths in common one of `share` is sampled. Less than a quarter of that is an event of 1 in 2,000 for 400
    and rarer for more; it spares texts with a common last line the comparison. From 16 on nothing is by chance.
    """
    return np.minimum(0.8 * smaller / share / 4, 16)
