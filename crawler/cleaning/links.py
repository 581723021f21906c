"""Lines, and ends of lines, that send the reader to another article: ">> …", "Xem thêm: …"."""

import re
from collections.abc import Sequence

from crawler.cleaning.lines import Line
from crawler.cleaning.phrases import LINK_CUE
from crawler.cleaning.shapes import is_prose, words

_ARROWS = re.compile(r"(?:>>+|(?:> ){2,}|» ?|►)")
_ARROW_TAIL = re.compile(r"(?<=[.!?…\"”)\]]) ?(?:>>+|(?:> ){2,}>?)(?P<link>(?:[^.!?]|\.\d)+[.!?…]*(?:<<)?)$")
_TAIL_WORDS = 30


def arrow_lines(lines: Sequence[Line]) -> dict[int, str]:
    """Lines that begin with arrows and are no sentence: safe to drop in any text."""
    return {n: "link-line" for n, line in enumerate(lines) if _ARROWS.match(line.text) and not is_prose(line.text)}


def cue_lines(lines: Sequence[Line]) -> dict[int, str]:
    """Lines that begin as links do ("Xem thêm: …") and are no longer than a title."""
    return {n: "link-line" for n, line in enumerate(lines) if LINK_CUE.match(line.text) and len(words(line.text)) <= 40}


def cut_tail(text: str) -> tuple[str, str]:
    """The text without a link that stands after its last sentence, and that link ("" when there is none)."""
    found = _ARROW_TAIL.search(text)
    if not found or len(words(found["link"])) > _TAIL_WORDS:
        return text, ""
    return text[: found.start()].rstrip(), found[0].strip()
