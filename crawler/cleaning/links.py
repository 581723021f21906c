"""Lines, and ends of lines, that send the reader to another article: ">> …", "Xem thêm: …"."""

import re
from collections.abc import Sequence

from crawler.cleaning.lines import Line
from crawler.cleaning.phrases import LINK_CUE
from crawler.cleaning.shapes import is_prose, words

_ARROWS = re.compile(r"(?:>>+|(?:> ){2,}|» ?|►)")
_ARROW_TAIL = re.compile(r"(?<=[.!?…\"”)\]]) ?(?:>>+|(?:> ){2,}>?)(?P<link>(?:[^.!?]|\.\d)+[.!?…]*(?:<<)?)$")
_TAIL_WORDS = 30
_TAIL_LENGTH = 400


def arrow_lines(lines: Sequence[Line]) -> dict[int, str]:
    """Lines that begin with arrows and are no sentence: safe to drop in any text."""
    return {n: "link-line" for n, line in enumerate(lines) if _ARROWS.match(line.text) and not is_prose(line.text)}


def cue_lines(lines: Sequence[Line]) -> dict[int, str]:
    """Lines that begin as links do ("Xem thêm: …") and are no longer than a title."""
    return {n: "link-line" for n, line in enumerate(lines) if LINK_CUE.match(line.text) and len(words(line.text)) <= 40}


def cut_tails(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without the links that stand after its last sentence, and those links, last first."""
    links: list[str] = []
    end = len(text)
    while (found := _ARROW_TAIL.search(text, max(0, end - _TAIL_LENGTH), end)) and found.start():
        if len(words(found["link"])) > _TAIL_WORDS:
            break
        links.append(found[0].strip())
        end = found.start()
    return text[:end], tuple(links)
