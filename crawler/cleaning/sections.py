"""Sections that are not the article: related links, tags, comments, the foot of the page."""

from collections.abc import Sequence

from crawler.cleaning.lines import Line
from crawler.cleaning.phrases import COMMENTS, END, FOOTER, RELATED, TAG_LINE, key
from crawler.cleaning.shapes import is_caption, is_headline, is_prose, words

_BODY_WORDS = 60
_RESUMED_WORDS = 50


def opens_end(text: str) -> bool:
    """Whether the line opens what only stands after an article: comments, a blog's other posts, the page's foot."""
    return key(text) in COMMENTS | END or bool(FOOTER.match(text))


def opens_list(text: str) -> bool:
    """Whether the line opens a list of links or tags, after which the article may go on."""
    return key(text) in RELATED or (bool(TAG_LINE.match(text)) and not is_prose(text))


def foreign_sections(lines: Sequence[Line]) -> dict[int, str]:
    """The lines of sections that are not the article, with the reason."""
    drops: dict[int, str] = {}
    n = 0
    while n < len(lines):
        end, reason = _section(lines, n)
        drops |= dict.fromkeys(range(n, end), reason)
        n = max(end, n + 1)
    return drops


def _section(lines: Sequence[Line], n: int) -> tuple[int, str]:
    """Where the section that opens at line n ends; at n when none opens."""
    text = lines[n].text
    if opens_end(text) and _has_body(lines[:n]) and (not FOOTER.match(text) or not _resumes(lines, n + 1)):
        return len(lines), "after-the-end"
    if opens_list(text):
        return (_resumes(lines, n + 1) or len(lines), "link-list") if _has_body(lines[:n]) else (n + 1, "label")
    return n, ""


def _has_body(lines: Sequence[Line]) -> bool:
    sizes = [len(words(line.text)) for line in lines if is_prose(line.text) and not is_caption(line.text)]
    return len(sizes) >= 2 and sum(sizes) >= _BODY_WORDS


def _resumes(lines: Sequence[Line], start: int) -> int:
    """The line where the article goes on after a list: two paragraphs in a row that no title parts; 0 when it does not."""
    summed_up = False
    for n in range(start, len(lines) - 1):
        text, after = lines[n].text, lines[n + 1].text
        if opens_end(text):
            return 0
        if is_prose(text) and is_prose(after) and len(words(text)) + len(words(after)) >= _RESUMED_WORDS:
            return n + 1 if summed_up else n
        summed_up = summed_up or (n > start and is_prose(text) and is_headline(after))
    return 0
