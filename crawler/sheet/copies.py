"""The table of who copied whom: the papers that have most to do with each other, in rows and columns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.archive import CopyPair

_PAPERS = 12
_LEAST_SHADE, _MOST_SHADE = 0.06, 0.5  # text stays readable on either ground


@dataclass(frozen=True, slots=True)
class Cell:
    """How many copies, their median delay in seconds, and how dark the cell is (0…1)."""

    articles: int
    median: float | None
    shade: float


@dataclass(frozen=True, slots=True)
class Matrix:
    """Papers, and a row of cells for each that was first; None where nothing was copied."""

    papers: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]


def matrix(pairs: Sequence[CopyPair]) -> Matrix:
    """The table; a paper's copies of itself are in it."""
    involved: Counter[str] = Counter()
    for pair in pairs:
        involved[pair.source] += pair.articles
        involved[pair.copier] += pair.articles
    papers = tuple(sorted(sorted(involved, key=lambda name: (-involved[name], name))[:_PAPERS]))
    found = {(pair.source, pair.copier): pair for pair in pairs}
    highest = max((pair.articles for pair in pairs), default=1)
    return Matrix(papers, tuple(tuple(_cell(found.get((row, column)), highest) for column in papers) for row in papers))


def _cell(pair: CopyPair | None, highest: int) -> Cell | None:
    if pair is None:
        return None
    shade = _LEAST_SHADE + (_MOST_SHADE - _LEAST_SHADE) * (pair.articles / highest) ** 0.5
    return Cell(pair.articles, pair.median, round(shade, 3))


def foreign(pairs: Sequence[CopyPair], most: int = 12) -> list[CopyPair]:
    """The pairs of two papers with most copies."""
    return [pair for pair in pairs if pair.source != pair.copier][:most]
