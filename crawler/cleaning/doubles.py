"""Titles that stand twice: the `alt` of a link's picture is the title again, so related boxes betray themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from crawler.cleaning.lines import Line
from crawler.cleaning.shapes import is_caption, is_headline, is_prose, said_twice, start_said_twice, words

_SUMMARY_WORDS = 70
_LIKENESS = 0.45
_RUN_LIKENESS = 0.35
_SHORT = 0.6
_GAP_LINES = 5
_TEASER_WORDS = 50


@dataclass(frozen=True, slots=True)
class _Link:
    """A doubled title: the first of its lines and the line after its last."""

    start: int
    end: int


def doubled_titles(lines: Sequence[Line]) -> dict[int, str]:
    """Lines that are doubled titles, and the summaries that belong to them, with the reason."""
    drops: dict[int, str] = {}
    body = next((n for n, line in enumerate(lines) if is_prose(line.text)), len(lines))
    last_paragraph = max((n for n, line in enumerate(lines) if len(words(line.text)) > _TEASER_WORDS), default=-1)
    usual = median([len(words(line.text)) for line in lines[: last_paragraph + 1] if is_prose(line.text)] or [0])
    for run in _runs(lines, _links(lines)):
        for link in run:
            drops |= dict.fromkeys(range(link.start, link.end), "doubled-title")
        if run[0].start > body:  # above the body it is the article's own title, and its lead
            drops |= dict.fromkeys(_summaries(lines, run, usual, run[0].start > last_paragraph), "link-summary")
    return drops


def doubled_captions(lines: Sequence[Line]) -> dict[int, str]:
    """The first of two equal lines in a row that are text: a photo's `alt`, and the caption below it."""
    return {n: "doubled-caption" for n, (a, b) in enumerate(pairwise(lines)) if words(a.text) == words(b.text)}


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
    title = said_twice(text)
    if not title and start_said_twice(text) and _near_a_double(lines, n):
        title = words(text)[start_said_twice(text) :]
    if not title and (not is_headline(text) or is_caption(text)):
        return 0
    same = (title or words(text), words(text))
    after = n + 1
    while after < len(lines) and words(lines[after].text) in same:
        after += 1
    return after - n if title or after > n + 1 else 0


def _near_a_double(lines: Sequence[Line], n: int) -> bool:
    around = [*lines[max(0, n - 2) : n], *lines[n + 1 : n + 3]]
    return any(said_twice(line.text) for line in around)


def _runs(lines: Sequence[Line], links: list[_Link]) -> list[list[_Link]]:
    """Links one after the other, with at most one line of text, the summary, between two."""
    runs: list[list[_Link]] = []
    for link in links:
        if runs and len(_texts(lines, runs[-1][-1].end, link.start)) <= 1:
            runs[-1].append(link)
        else:
            runs.append([link])
    return runs


def _texts(lines: Sequence[Line], start: int, end: int) -> list[int]:
    """The lines from start to end without the sections and times ("Thế giới", "2 giờ") that stand beside links."""
    if end - start > _GAP_LINES:
        return [start, end]
    return [n for n in range(start, end) if len(words(lines[n].text)) > 3]


def _summaries(lines: Sequence[Line], run: list[_Link], usual: float, in_tail: bool) -> list[int]:
    """The lines after the links of a run that sum them up.

    A summary says its title's words again (two thirds of them, as measured; a paragraph of the article on the same
    affair one sixth), so a run is judged by its mean and a link that stands alone by itself. Summaries are also short
    beside the article's paragraphs (`usual`: their median in words). `in_tail`: nothing as long as a paragraph stands
    below the run's first link; then three links are a list, whatever their summaries say.
    """
    gaps = {before: range(before.end, after.start) for before, after in pairwise(run)}
    gaps[run[-1]] = range(run[-1].end, min(run[-1].end + 1, len(lines)))
    likeness = {link: _likeness(lines, link, gap) for link, gap in gaps.items() if _texts(lines, gap.start, gap.stop)}
    sizes = [len(words(lines[n].text)) for gap in gaps.values() for n in _texts(lines, gap.start, gap.stop)]
    alike = (in_tail and len(run) > 2) or (
        len(likeness) > 1 and (fmean(likeness.values()) >= _RUN_LIKENESS or max(sizes) <= _SHORT * usual)
    )
    foreign = [gap for link, gap in gaps.items() if alike or likeness.get(link, link is not run[-1]) >= _LIKENESS]
    return [n for gap in foreign for n in gap if not is_caption(lines[n].text)]


def _likeness(lines: Sequence[Line], link: _Link, gap: range) -> float:
    """The share of the title's words that the text after it says again; 0 when it is too long for a summary."""
    (said,) = (words(lines[n].text) for n in _texts(lines, gap.start, gap.stop))
    title = set(words(lines[link.start].text))
    return len(title & set(said)) / len(title) if len(said) <= _SUMMARY_WORDS else 0.0
