"""Sections that are not the article: related links, tags, comments, the foot of the page."""

from collections.abc import Sequence

from crawler.cleaning.lines import Line
from crawler.cleaning.phrases import COMMENT_COUNT, COMMENTS, END, FOOTER, POST_LINK, RELATED, TAG_LINE, key
from crawler.cleaning.shapes import is_caption, is_headline, is_prose, words

_BODY_WORDS = 60
_RESUMED_WORDS = 50
_ENDS = COMMENTS | END


def opens_end(text: str) -> bool:
    """Whether the line opens what only stands after an article: comments, a blog's other posts, the page's foot."""
    if key(text) in _ENDS or FOOTER.match(text):
        return True
    return not is_prose(text) and bool(POST_LINK.match(text) or COMMENT_COUNT.search(text))


def opens_list(text: str) -> bool:
    """Whether the line opens a list of links or tags, after which the article may go on."""
    return key(text) in RELATED or (bool(TAG_LINE.match(text)) and not is_prose(text))


def foreign_sections(lines: Sequence[Line]) -> dict[int, str]:
    """The lines of sections that are not the article, with the reason."""
    drops: dict[int, str] = {}
    begun, known = _body(lines)
    n = 0
    while n < len(lines):
        end, reason = _section(lines, n, known) if n >= begun else _label(lines, n)
        drops |= dict.fromkeys(range(n, end), reason)
        n = max(end, n + 1)
    return drops


def _section(lines: Sequence[Line], n: int, known: int) -> tuple[int, str]:
    """Where the section that opens at line n ends; at n when none opens."""
    text = lines[n].text
    if opens_end(text):
        comments = key(text) in COMMENTS or COMMENT_COUNT.search(text)
        certain = key(text) in END or (n >= known and comments)
        return (len(lines), "after-the-end") if certain or not _resumes(lines, n + 1) else _label(lines, n)
    if opens_list(text):
        return (_resumes(lines, n + 1) or len(lines), "link-list") if n >= known else _label(lines, n)
    return n, ""


def _label(lines: Sequence[Line], n: int) -> tuple[int, str]:
    """The line alone, when it opens a section where none can be: a button above the body, a menu's entry."""
    text = lines[n].text
    return (n + 1, "label") if (opens_list(text) or opens_end(text)) and not is_prose(text) else (n, "")


def _body(lines: Sequence[Line]) -> tuple[int, int]:
    """The line after the first paragraph, and the line after which two paragraphs of some length stand above."""
    count = total = 0
    begun = len(lines)
    for n, line in enumerate(lines):
        if is_prose(line.text) and not is_caption(line.text):
            count, total = count + 1, total + len(words(line.text))
            begun = min(begun, n + 1)
        if count >= 2 and total >= _BODY_WORDS:
            return begun, n + 1
    return begun, len(lines)


def _resumes(lines: Sequence[Line], start: int) -> int:
    """The line where the article goes on after a list: two paragraphs that no title parts; 0 when it does not."""
    summed_up = False
    for n in range(start, len(lines) - 1):
        text, after = lines[n].text, lines[n + 1].text
        if opens_end(text):
            return 0
        if is_prose(text) and is_prose(after) and len(words(text)) + len(words(after)) >= _RESUMED_WORDS:
            return n + 1 if summed_up else n
        summed_up = summed_up or (n > start and is_prose(text) and is_headline(after))
    return 0
