"""Teasers of other articles that carry no mark: a headline and the first words of what it leads to."""

import re
from collections.abc import Sequence

from crawler.cleaning.lines import Line
from crawler.cleaning.shapes import is_caption, is_headline, is_prose, opens_with_dateline, words

_NUMBERED = re.compile(r"[\W_]*\d+[.)/:]")
_TITLE_WORDS = 7
_SUMMARY_WORDS = 50
_RUN = 3


def foreign_leads(lines: Sequence[Line]) -> dict[int, str]:
    """A headline and a paragraph that begins as leads do ("(Dân trí) - "), below the article's own lead."""
    drops: dict[int, str] = {}
    paragraphs = 0
    for n, line in enumerate(lines):
        if paragraphs > 1 and opens_with_dateline(line.text) and is_headline(lines[n - 1].text):
            drops |= {n - 1: "teaser", n: "teaser"}
        paragraphs += is_prose(line.text)
    return drops


def teaser_runs(lines: Sequence[Line]) -> dict[int, str]:
    """Three or more headlines below the body's first paragraphs, each with one short paragraph.

    An article's own headings are shorter, numbered, questions, or have more than one paragraph below them.
    """
    drops: dict[int, str] = {}
    n = _after_two_paragraphs(lines)
    while n < len(lines):
        end = n
        while _is_teaser(lines[end : end + 2]):
            end += 2
        if end - n >= 2 * _RUN:
            drops |= dict.fromkeys(range(n, end), "teaser")
        n = max(end, n + 1)
    return drops


def _after_two_paragraphs(lines: Sequence[Line]) -> int:
    paragraphs = [n for n, line in enumerate(lines) if is_prose(line.text) and not is_caption(line.text)]
    return paragraphs[1] + 1 if len(paragraphs) > 1 else len(lines)


def _is_teaser(pair: Sequence[Line]) -> bool:
    if len(pair) < 2:
        return False
    title, summary = pair[0].text, pair[1].text
    return (
        is_headline(title)
        and len(words(title)) >= _TITLE_WORDS
        and not title.endswith("?")
        and not _NUMBERED.match(title)
        and is_prose(summary)
        and len(words(summary)) <= _SUMMARY_WORDS
        and not is_caption(title + summary)
    )
