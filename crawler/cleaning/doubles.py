"""Titles that stand twice: the `alt` of a link's picture is the title again, so related boxes betray themselves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawler.cleaning.lines import Line
from crawler.cleaning.shapes import is_caption, is_headline, is_prose, repeats_itself, repeats_start, words

_SUMMARY_WORDS = 70
_LIKENESS = 0.5


@dataclass(frozen=True, slots=True)
class _Link:
    """A doubled title: the first of its lines and the line after its last."""

    start: int
    end: int


def doubled_titles(lines: Sequence[Line]) -> dict[int, str]:
    """Lines that are doubled titles, and the summaries that belong to them, with the reason."""
    drops: dict[int, str] = {}
    body = next((n for n, line in enumerate(lines) if is_prose(line.text)), len(lines))
    for run in _runs(lines, _links(lines)):
        for link in run:
            drops |= dict.fromkeys(range(link.start, link.end), "doubled-title")
        if run[0].start > body:  # above the body it is the article's own title, and its lead
            drops |= dict.fromkeys(_summaries(lines, run), "link-summary")
    return drops


def repeated_titles(lines: Sequence[Line]) -> dict[int, str]:
    """Headlines of five words or more that come back further down: the title above its photo, a link in two boxes."""
    said = [words(line.text) if _can_repeat(line.text) else () for line in lines]
    counts = Counter(said)
    return {n: "repeated-title" for n, one in enumerate(said) if one and counts[one] > 1}


def doubled_captions(lines: Sequence[Line]) -> dict[int, str]:
    """The first of two equal lines in a row that are text: a photo's `alt`, and the caption below it."""
    return {n: "doubled-caption" for n, (a, b) in enumerate(pairwise(lines)) if words(a.text) == words(b.text)}


def _can_repeat(text: str) -> bool:
    return is_headline(text) and len(words(text)) >= 5 and not is_caption(text)


def _links(lines: Sequence[Line]) -> list[_Link]:
    links: list[_Link] = []
    n = 0
    while n < len(lines):
        size = _link_size(lines, n)
        if size:
            links.append(_Link(n, n + size))
        n += max(size, 1)
    return links


def _link_size(lines: Sequence[Line], n: int) -> int:
    text = lines[n].text
    if repeats_itself(text) or (repeats_start(text) and _near_a_double(lines, n)):
        return 1
    if not is_headline(text) or is_caption(text):
        return 0
    after = n + 1
    while after < len(lines) and words(lines[after].text) == words(text):
        after += 1
    return after - n if after > n + 1 else 0


def _near_a_double(lines: Sequence[Line], n: int) -> bool:
    around = [*lines[max(0, n - 2) : n], *lines[n + 1 : n + 3]]
    return any(repeats_itself(line.text) for line in around)


def _runs(lines: Sequence[Line], links: list[_Link]) -> list[list[_Link]]:
    """Links one after the other, with at most one line, the summary, between two."""
    runs: list[list[_Link]] = []
    for link in links:
        gap = range(runs[-1][-1].end, link.start) if runs else range(0)
        if runs and (not gap or (len(gap) == 1 and _is_summary(lines[gap[0]].text))):
            runs[-1].append(link)
        else:
            runs.append([link])
    return runs


def _summaries(lines: Sequence[Line], run: list[_Link]) -> list[int]:
    between = [before.end for before, after in pairwise(run) if after.start > before.end]
    last = run[-1].end
    if last < len(lines) and _is_summary(lines[last].text) and _has_summary(lines, run, len(between)):
        between.append(last)
    return between


def _has_summary(lines: Sequence[Line], run: list[_Link], between: int) -> bool:
    """Whether the line after the last link sums it up: the links before it had a summary each, or it says the same."""
    if len(run) > 1:
        return 2 * between >= len(run) - 1
    title, summary = set(words(lines[run[0].start].text)), set(words(lines[run[0].end].text))
    return len(title & summary) >= _LIKENESS * len(title)


def _is_summary(text: str) -> bool:
    return len(words(text)) <= _SUMMARY_WORDS and not is_caption(text)
