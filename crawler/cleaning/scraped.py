"""Whether a text shows the traces of a scraper. The rules that could harm a clean text run only when it does."""

from collections.abc import Sequence

from crawler.cleaning.doubles import doubled_titles
from crawler.cleaning.lines import Line
from crawler.cleaning.links import cue_lines
from crawler.cleaning.phrases import MARKERS, SKIP, is_label, key
from crawler.cleaning.shapes import is_breadcrumb, is_headline, is_moment, is_prose, is_timestamp, words
from crawler.cleaning.teasers import teaser_runs

_MENU_LINES = 8
_LINKS = 3
_LINK_WORDS = 7


def is_scraped(lines: Sequence[Line]) -> bool:
    """True when labels, markers, breadcrumbs, doubled titles or teasers stand in the text, or its title comes back."""
    if len(lines) < 2:
        return False
    return (
        _title_returns(lines)
        or _opens_with_menu(lines)
        or len(cue_lines(lines)) > 1
        or any(_is_trace(line.text) for line in lines)
        or any(is_timestamp(line.text) or is_moment(line.text) for line in lines[:4])
        or bool(doubled_titles(lines) or teaser_runs(lines))
        or _ends_with_links(lines)
    )


def _is_trace(text: str) -> bool:
    said = key(text)
    if said in SKIP or said in MARKERS:
        return True
    return is_breadcrumb(text) or (" " in said and is_label(text))


def _title_returns(lines: Sequence[Line]) -> bool:
    """Whether the first line comes back; in verses, which have no sentences, that is a refrain."""
    title = words(lines[0].text)
    if len(title) < 5 or not is_headline(lines[0].text):
        return False
    return any(words(line.text) == title for line in lines[1:]) and any(is_prose(line.text) for line in lines)


def _opens_with_menu(lines: Sequence[Line]) -> bool:
    return len(lines) > _MENU_LINES and all(len(words(line.text)) <= 4 for line in lines[:_MENU_LINES])


def _ends_with_links(lines: Sequence[Line]) -> bool:
    """Whether the text ends with titles; of 7,000 clean articles none ends with three lines like these."""
    last = [line.text for line in lines[-_LINKS:]]
    return len(lines) > 2 * _LINKS and all(is_headline(text) and len(words(text)) >= _LINK_WORDS for text in last)
