"""Which texts are worth comparing: those that share a band, or two sampled shingles, with the text in hand."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from crawler.items import Fingerprint
from crawler.neardup.relation import DEFAULT, Relation, Thresholds, relation
from crawler.neardup.shingles import Hashes, shingles

POSTINGS_MOST = 200
"""Texts kept under one key. Only a standing phrase is sampled in more, and only a template shares a band with more."""

COMPARED_MOST = 200
"""Texts compared with one text, those that share most keys first; the largest true family seen held 24."""


class Index(Protocol):
    """What near-duplicate search asks of whatever keeps fingerprints. Texts go by numbers that the index gives."""

    def holders(self, keys: Sequence[int]) -> Sequence[Collection[int]]:
        """The texts kept under each of the keys."""

    def sets(self, texts: Sequence[int]) -> Mapping[int, Hashes]:
        """The exact sets of shingles of these texts; those that are gone are left out."""

    def add(self, fingerprint: Fingerprint, text: str, keys: Sequence[int]) -> int:
        """Keep a new text under these keys, and say its number."""


class Found(NamedTuple):
    """What a search leaves: the texts that are copies, with how, and the keys that still have room for another text."""

    related: dict[int, Relation]
    free_keys: list[int]


def search(index: Index, fingerprint: Fingerprint, text: str, thresholds: Thresholds = DEFAULT) -> Found:
    """Find the copies of a text: candidates from its fingerprint, each compared exactly."""
    wanted = keys(fingerprint)
    holding = index.holders(wanted)
    free = [key for key, texts in zip(wanted, holding, strict=True) if len(texts) < POSTINGS_MOST]
    to_compare = candidates(fingerprint, holding)
    if not to_compare:
        return Found({}, free)
    hashes = shingles(text)
    found = ((other, relation(hashes, theirs, thresholds)) for other, theirs in index.sets(to_compare).items())
    return Found({other: how for other, how in found if how is not None}, free)


def keys(fingerprint: Fingerprint) -> tuple[int, ...]:
    """All keys of a fingerprint, bands before sampled shingles: the order that `candidates` expects."""
    return fingerprint.bands + fingerprint.sample


def candidates(fingerprint: Fingerprint, holders: Sequence[Collection[int]]) -> list[int]:
    """Texts to compare, given the texts under each of the fingerprint's keys: those sharing most keys first."""
    bands = len(fingerprint.bands)
    banded = Counter(text for holding in holders[:bands] for text in holding)
    sampled = Counter(text for holding in holders[bands:] for text in holding)
    needed = min(2, len(fingerprint.sample))
    votes = {text: count + banded[text] for text, count in sampled.items() if count >= needed}
    votes.update({text: count + sampled[text] for text, count in banded.items()})
    return sorted(votes, key=lambda text: (-votes[text], text))[:COMPARED_MOST]
