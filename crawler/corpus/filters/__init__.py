"""Filters that pretraining corpora are known for, by name; none is used unless it is asked for (docs/filters.md)."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from crawler.corpus.filters import c4, fineweb, gopher
from crawler.corpus.filters.finding import Finding, below
from crawler.corpus.filters.measured import Measured
from crawler.corpus.filters.pii import mask, masked
from crawler.items import Article

__all__ = ["FILTERS", "Filter", "Finding", "condemned", "mask", "masked", "reasons"]

Filter = Callable[[Article], str | None]
_EMPTY = "empty"

_RULES: Mapping[str, Callable[[Measured], Iterator[Finding]]] = {
    "gopher-quality": gopher.quality,
    "gopher-repetition": gopher.repetition,
    "c4": c4.c4,
    "fineweb-lines": fineweb.lines,
    "fineweb2": fineweb.vietnamese,
}


def condemned(name: str, text: str) -> Finding | None:
    """The first rule of a filter that a text breaks; an empty text breaks `empty`. KeyError: no such filter."""
    measured = Measured(text)
    if not measured.lines:
        return below(_EMPTY, 0, 1)
    return next((finding for finding in _RULES[name](measured) if finding.broken), None)


def reasons(name: str) -> tuple[str, ...]:
    """The codes of all rules of a filter, in their order."""
    says_the_same = Measured("a " * 100)  # so that no measure is skipped for want of anything to measure
    return (_EMPTY, *(finding.reason for finding in _RULES[name](says_the_same)))


def _verdict(name: str, article: Article) -> str | None:
    finding = condemned(name, article.text)
    return finding.reason if finding else None


FILTERS: Mapping[str, Filter] = {name: partial(_verdict, name) for name in _RULES}
"""Each gives None for an article that it keeps, else the code of the rule that the article breaks."""
