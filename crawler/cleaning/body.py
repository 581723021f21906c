"""Where the article stands in a page that was dumped whole, menus and foot included.

The stretch of lines with the greatest sum, where a sentence counts its words and any other line costs a little:
maximum subsequence segmentation (Pasternack and Roth, WWW 2009) with lines for tokens.
"""

from collections.abc import Sequence
from itertools import accumulate

from crawler.cleaning.lines import Line
from crawler.cleaning.shapes import ends_sentence, is_caption, is_dateline, is_prose, words

_COST = 4.0


def around_body(lines: Sequence[Line]) -> dict[int, str]:
    """The lines before and after the article, with the reason; nothing when there is no sentence in the text."""
    start, end = _body(lines)
    if start == end:
        return {}
    while start and is_caption(lines[start - 1].text):
        start -= 1
    while end < len(lines) and _belongs(lines[end].text):
        end += 1
    return dict.fromkeys(range(start), "before-the-body") | dict.fromkeys(range(end, len(lines)), "after-the-body")


def _belongs(text: str) -> bool:
    """A caption, or a sentence too short to count, right after the last paragraph."""
    return is_caption(text) or (ends_sentence(text) and len(words(text)) >= 4)


def _score(line: Line) -> float:
    if is_caption(line.text) and not is_dateline(line.text):
        return 0.0
    return float(len(words(line.text))) if is_prose(line.text) else -_COST


def _body(lines: Sequence[Line]) -> tuple[int, int]:
    sums = [0.0, *accumulate(map(_score, lines))]
    best, lowest, span = 0.0, 0, (0, 0)
    for n, total in enumerate(sums):
        if total < sums[lowest]:
            lowest = n
        if total - sums[lowest] > best:
            best, span = total - sums[lowest], (lowest, n)
    return span
