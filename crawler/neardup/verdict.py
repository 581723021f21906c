"""From links between texts to the verdict on one article: the original is the one that was published first."""

from collections.abc import Collection
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


def choose(first: Moment, size: int, neighbours: Collection[Neighbour]) -> Choice | None:
    """What a text first published at `first`, with `size` shingles, is a copy of; None when of nothing.

    A near copy is one of the earliest text published before it; a text is contained in the longest of those that hold
    it, whenever that was published: only the shorter of two says nothing of its own, and the longest is contained in
    none of the others. Of both kinds of links containment is told, for a near link still shows in the cluster.
    What is none of these may still be a template: the form of an earlier text, filled in again.
    """
    holders = [o for o in neighbours if o.kind == "contained" and (size, o.first) < (o.size, first)]
    earlier = [other for other in neighbours if other.kind != "contained" and other.first < first]
    near = [other for other in earlier if other.kind != "template"]
    if holders:
        told = min(holders, key=lambda other: (-other.size, other.first))
    elif earlier:
        told = min(near or earlier, key=lambda other: other.first)
    else:
        return None
    return Choice(told.text, told.kind, told.similarity)
