"""Which texts of a site recur: on enough pages, of different articles, lately."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from crawler.items import PageObservation, Recurring
from crawler.learning.memory import SiteMemory
from crawler.learning.packing import pack
from crawler.learning.pieces import often, pieces

FEWEST = 5
"""Pages below which nothing is said: what two or three pages share may be one affair."""
APART = 3
"""Articles beside which a text set apart (linked, boxed) stands before it is chrome: hot news is hot briefly."""
RECENT = 10
"""Pages over which texts that look like prose are counted: a new design is known after five of its pages."""
IN_PROSE = 4
"""Articles that share a text in the markup of prose before it is chrome, and they must be half of the recent ones: a
column's standing line, "Nguyên liệu" above every recipe stay below that."""


def recurring(memory: SiteMemory) -> Recurring:
    """The texts that belong to the site and not to an article; none before FEWEST pages were seen."""
    pages, recent = memory.pages, memory.pages[-RECENT:]
    apart = [key for key in often(pages, APART) if key & 1]
    in_prose = [key for key in often(recent, IN_PROSE) if not key & 1]
    seen: dict[int, tuple[int, int]] = {}
    if len(pages) >= FEWEST and (apart or in_prose):
        labels = pieces(pages)
        seen |= _counted(apart, pages, labels, APART)
        seen |= _counted(in_prose, recent, labels, _half(len(recent)))
    return Recurring(seen, len(pages), _digest(seen))


def _half(pages: int) -> int:
    return max(IN_PROSE, -(-pages // 2))


def _counted(
    keys: Iterable[int], pages: Sequence[PageObservation], labels: dict[str, int], fewest: int
) -> dict[int, tuple[int, int]]:
    """Keys that stand beside at least `fewest` different pieces: beside how many, and how many there are."""
    beside: dict[int, set[int]] = defaultdict(set)
    wanted = set(keys)
    for page in pages:
        for key in wanted.intersection(page.blocks):
            beside[key].add(labels[page.page])
    return {key: (len(found), len(pages)) for key, found in beside.items() if len(found) >= fewest}


def _digest(seen: dict[int, tuple[int, int]]) -> str:
    numbers = [number for key in sorted(seen) for number in (key, *seen[key])]
    return blake2b(pack(tuple(numbers)), digest_size=8).hexdigest()
