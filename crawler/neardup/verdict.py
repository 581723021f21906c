"""From links between texts to the verdict on one article: the original is the one that was published first."""

from collections.abc import Iterable
from typing import NamedTuple

from crawler.neardup.relation import CopyKind

Moment = tuple[int, int]
"""What orders publications: a time (microseconds since 1970) and, at equal times, a number of arrival."""


class Neighbour(NamedTuple):
    """A text that a text is linked to: when it was first published, and in how many shingles."""

    text: int
    kind: CopyKind
    similarity: float
    first: Moment
    size: int


class Choice(NamedTuple):
    """The neighbour that a text is a copy of."""

    text: int
    kind: CopyKind
    similarity: float


def choose(first: Moment, size: int, neighbours: Iterable[Neighbour]) -> Choice | None:
    """What a text first published at `first`, with `size` shingles, is a copy of; None when of nothing.

    A near copy is one of the earliest text published before it. Failing that, a text is contained in the one that
    holds most of it, whenever that was published: only the shorter of two says nothing of its own.
    """
    near, holders = [], []
    for other in neighbours:
        if other.kind != "contained":
            near.extend([other] if other.first < first else [])
        elif (size, other.first) < (other.size, first):
            holders.append(other)
    if near:
        best = min(near, key=lambda other: other.first)
    elif holders:
        best = min(holders, key=lambda other: (-other.similarity, other.first))
    else:
        return None
    return Choice(best.text, best.kind, best.similarity)
