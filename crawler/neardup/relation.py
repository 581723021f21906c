"""What two texts are to each other, from their exact sets of shingles and from nothing else."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from crawler.neardup.shingles import Hashes

CopyKind = Literal["exact", "near", "contained", "template"]


class Overlap(NamedTuple):
    """Jaccard index of two sets, and the share of the smaller one that stands in the other; both 0…1."""

    jaccard: float
    containment: float


class Relation(NamedTuple):
    """How two texts are copies. `similarity` is the Jaccard index; the containment when `kind` is `contained`."""

    kind: CopyKind
    similarity: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From what on texts are copies: `near` a Jaccard index, `contained` a containment, of at least `least` shingles.

    .7 is where reposts end and rewritten press releases begin; a shorter text than 50 shingles is contained in another
    by its standing phrases alone.
    """

    near: float = 0.7
    contained: float = 0.8
    least: int = 50


DEFAULT = Thresholds()


def overlap(a: Hashes, b: Hashes) -> Overlap:
    """Compare two sets. Empty ones have nothing in common with anything."""
    smaller, larger = (a, b) if len(a) <= len(b) else (b, a)
    if not len(smaller):
        return Overlap(0.0, 0.0)
    places = np.searchsorted(larger, smaller)
    places[places == len(larger)] = 0  # above all others: compared with one it cannot be equal to
    shared = int(np.count_nonzero(larger[places] == smaller))
    return Overlap(shared / (len(a) + len(b) - shared), shared / len(smaller))


def relation(a: Hashes, b: Hashes, thresholds: Thresholds = DEFAULT) -> Relation | None:
    """The strongest relation of two texts, None when neither is a copy of the other."""
    jaccard, containment = overlap(a, b)
    if jaccard == 1.0:
        return Relation("exact", 1.0)
    if jaccard >= thresholds.near:
        return Relation("near", jaccard)
    if containment >= thresholds.contained and min(len(a), len(b)) >= thresholds.least:
        return Relation("contained", containment)
    return None
