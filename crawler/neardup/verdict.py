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

    A near copy is one of the earliest text published before it; a text is contained in the one that holds most of it,
    whenever that was published: only the shorter of two says nothing of its own. Of the two links the one with the
    higher figure is told; a near link that is not told still shows in the cluster.
    What is none of these may still be a template: the form of an earlier text, filled in again.
    """
    earlier = [other for other in neighbours if other.kind != "contained" and other.first < first]
    near = [other for other in earlier if other.kind != "template"]
    holders = [o for o in neighbours if o.kind == "contained" and (size, o.first) < (o.size, first)]
    best = [min(near, key=lambda other: other.first)] if near else []
    best += [min(holders, key=lambda other: (-other.similarity, other.first))] if holders else []
    if not best:
        best = sorted(earlier, key=lambda other: other.first)[:1]
    if not best:
        return None
    told = max(best, key=lambda other: other.similarity)
    return Choice(told.text, told.kind, told.similarity)
