"""Which pages hold the same piece of writing: a story that a paper prints five times makes no chrome of itself."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crawler.items import PageObservation

_LONGEST = 5  # chrome is rarely among the five longest texts of a page, and copies share most of theirs
_EVERYWHERE = 5  # pages, or a third of all: no piece is printed so often, so such a text does not tell pieces apart


class _Piece(NamedTuple):
    longest: frozenset[int]
    blocks: frozenset[int]


def pieces(pages: Sequence[PageObservation]) -> dict[str, int]:
    """A number for each page, by its id; pages with the same piece share one."""
    everywhere = _everywhere(pages)
    known: list[_Piece] = []
    labels: dict[str, int] = {}
    for page in pages:
        own = (key for key in page.blocks if not key & 1 and key not in everywhere)
        piece = _Piece(frozenset(key for key, _ in zip(own, range(_LONGEST), strict=False)), frozenset(page.blocks))
        number = next((n for n, other in enumerate(known) if _same(piece, other)), len(known))
        if number == len(known):
            known.append(piece)
        labels[page.page] = number
    return labels


def often(pages: Iterable[PageObservation], times: int) -> frozenset[int]:
    """The keys that stand on at least so many of the pages."""
    counts: Counter[int] = Counter()
    for page in pages:
        counts.update(page.blocks)
    return frozenset(key for key, count in counts.items() if count >= times)


def _everywhere(pages: Sequence[PageObservation]) -> frozenset[int]:
    return often(pages, max(_EVERYWHERE, len(pages) // 3) + 1)


def _same(one: _Piece, other: _Piece) -> bool:
    """Half of the longest texts of either stand in the other."""
    if one.longest.isdisjoint(other.blocks) and other.longest.isdisjoint(one.blocks):
        return False
    return _half_in(one.longest, other.blocks) or _half_in(other.longest, one.blocks)


def _half_in(longest: frozenset[int], blocks: frozenset[int]) -> bool:
    return bool(longest) and 2 * len(longest & blocks) >= len(longest)
