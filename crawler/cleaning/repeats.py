"""Lines that stand more than once in a page: its title, and links that two boxes hold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawler.cleaning.lines import Line
from crawler.cleaning.shapes import is_caption, is_headline, is_prose, said_twice, words

_TITLE_WORDS = range(5, 26)
_SUMMARY_WORDS = 50

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeats:
    """What stands more than once: titles, and the summaries that stand below them."""

    titles: frozenset[Words]
    summaries: frozenset[Words]


def repeats(lines: Sequence[Line]) -> Repeats:
    """What stands more than once in the lines; to be asked before any line is dropped, for one of two may go."""
    counts = Counter(_once(line.text) for line in lines)
    counts.update(title for line in lines if (title := said_twice(line.text)))
    titles = frozenset(_once(line.text) for line in lines if _is_title(line.text) and counts[_once(line.text)] > 1)
    below = (after for before, after in pairwise(lines) if _once(before.text) in titles and is_prose(after.text))
    summaries = (words(line.text) for line in below if not is_caption(line.text))
    return Repeats(titles, frozenset(one for one in summaries if counts[one] > 1 and len(one) <= _SUMMARY_WORDS))


def repeated(lines: Sequence[Line], found: Repeats) -> dict[int, str]:
    """The lines that were found to stand more than once, but the first paragraph: an article is also its own link."""
    drops: dict[int, str] = {}
    begun = False
    for n, line in enumerate(lines):
        if _once(line.text) in found.titles:
            drops[n] = "repeated-title"
        elif begun and words(line.text) in found.summaries:
            drops[n] = "repeated-summary"
        begun = begun or is_prose(line.text)
    return drops


def _once(text: str) -> Words:
    return said_twice(text) or words(text)


def _is_title(text: str) -> bool:
    shaped = bool(said_twice(text)) or (is_headline(text) and not is_caption(text))
    return shaped and len(_once(text)) in _TITLE_WORDS
