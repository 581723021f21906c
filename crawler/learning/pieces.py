"""Which pages hold the same piece of writing: a story that a paper prints five times makes no chrome of itself."""

from collections import Counter
from collections.abc import Sequence

from crawler.items import PageObservation

_LONGEST = 5  # chrome is rarely among the five longest texts of a page, and copies share most of theirs
_EVERYWHERE = 5  # pages, or a third of all: no piece is printed so often, so such a text does not tell pieces apart


def pieces(pages: Sequence[PageObservation]) -> dict[str, int]:
    """A number for each page, by its id; pages with the same piece share one."""
    everywhere = _everywhere(pages)
    known: list[tuple[frozenset[int], frozenset[int]]] = []
    labels: dict[str, int] = {}
    for page in pages:
        longest = frozenset([key for key in page.blocks if not key & 1 and key not in everywhere][:_LONGEST])
        blocks = frozenset(page.blocks)
        number = next((n for n, (own, all_) in enumerate(known) if _same(longest, blocks, own, all_)), len(known))
        if number == len(known):
            known.append((longest, blocks))
        labels[page.page] = number
    return labels


def _everywhere(pages: Sequence[PageObservation]) -> frozenset[int]:
    counts: Counter[int] = Counter()
    for page in pages:
        counts.update(page.blocks)
    most = max(_EVERYWHERE, len(pages) // 3)
    return frozenset(key for key, count in counts.items() if count > most)


def _same(longest: frozenset[int], blocks: frozenset[int], own: frozenset[int], others: frozenset[int]) -> bool:
    """Half of the longest texts of either stand in the other."""
    return _half_in(longest, others) or _half_in(own, blocks)


def _half_in(longest: frozenset[int], blocks: frozenset[int]) -> bool:
    return bool(longest) and 2 * len(longest & blocks) >= len(longest)
