"""Text that another tool scraped, without what is not the article."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from crawler.cleaning.body import around_body
from crawler.cleaning.doubles import doubled_captions, doubled_titles
from crawler.cleaning.lines import Line, join, mend, split
from crawler.cleaning.links import arrow_lines, cue_lines, cut_tails
from crawler.cleaning.phrases import is_label, key
from crawler.cleaning.repeats import repeated, repeats
from crawler.cleaning.scraped import is_scraped
from crawler.cleaning.sections import foreign_sections, opens_end, opens_list
from crawler.cleaning.shapes import is_breadcrumb, is_caption, is_dateline, is_moment, is_prose, is_timestamp, is_url
from crawler.cleaning.teasers import foreign_leads, teaser_runs
from crawler.errors import BadInput
from crawler.items import Dropped
from crawler.seedformat import parse, render

_ALT_NUMBER = re.compile(r" - Ảnh \d+\.?$")
_PUNCTUATION = ".,;:!?…)”\"'"

Rule = Callable[[Sequence[Line]], dict[int, str]]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text in the seed format, and what was taken out of it in the order in which it was taken."""

    text: str
    dropped: tuple[Dropped, ...]


def clean(text: str, day: date | None = None) -> Cleaned:
    """The article in a scraped text, in the seed format.

    `day` becomes the ` date … ` prefix; without it a prefix that the text has is kept. Clean text comes out as it went
    in, cleaning twice gives what cleaning once gave, and a text without an article comes out empty.
    """
    own_day, body = _parts(text)
    dropped: list[Dropped] = []
    while (cleaner := _pass(body, dropped)) != body:
        body = cleaner
    return Cleaned(render(body, day or own_day) if body else "", tuple(dropped))


def _parts(text: str) -> tuple[date | None, str]:
    try:
        return parse(text)
    except BadInput:
        return None, text


def _pass(body: str, dropped: list[Dropped]) -> str:
    lines = _apply(arrow_lines, _without_tails(split(body), dropped), dropped)
    if is_scraped(lines):
        found = repeats(lines)
        for rule in (cue_lines, _labels, doubled_titles, foreign_leads):
            lines = _apply(rule, lines, dropped)
        lines = mend(lines)
        for rule in (doubled_captions, foreign_sections, teaser_runs, partial(repeated, found=found), around_body):
            lines = _apply(rule, lines, dropped)
    return join(lines)


def _apply(rule: Rule, lines: Sequence[Line], dropped: list[Dropped]) -> list[Line]:
    drops = rule(lines)
    dropped += [Dropped(lines[n].text, reason) for n, reason in sorted(drops.items())]
    return [line for n, line in enumerate(lines) if n not in drops]


def _without_tails(lines: Sequence[Line], dropped: list[Dropped]) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        text, links = cut_tails(line.text)
        dropped += [Dropped(link, "link-line") for link in links]
        kept.append(Line(text, line.glued))
    return kept


def _labels(lines: Sequence[Line]) -> dict[int, str]:
    """Buttons, breadcrumbs, numbers of pictures, and the date lines above the body."""
    first = next((n for n, line in enumerate(lines) if is_prose(line.text) and not is_caption(line.text)), len(lines))
    drops: dict[int, str] = {}
    for n, line in enumerate(lines):
        if _is_chrome(line.text):
            drops[n] = "label"
        elif (n <= first + 2 and is_dateline(line.text) and not is_caption(line.text)) or _is_stamp(line.text):
            drops[n] = "date-line"
    return drops


def _is_stamp(text: str) -> bool:
    return is_timestamp(text) or is_moment(text)


def _is_chrome(text: str) -> bool:
    if opens_end(text) or opens_list(text):
        return False
    wordless = not key(text) and text not in _PUNCTUATION
    return wordless or is_label(text) or is_breadcrumb(text) or is_url(text) or bool(_ALT_NUMBER.search(text))
