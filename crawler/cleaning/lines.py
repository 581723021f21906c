"""A scraped text as lines, and back as paragraphs with one blank line between."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.cleaning.shapes import ends_sentence, is_prose, words
from crawler.text import normalize

_CLOSING = ",.;:!?)]”…"
_CONTINUES = re.compile(rf"[{re.escape(_CLOSING)}]|[^\W\d_]")
_WRAP_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line, normalised. `glued`: only a newline, no blank line, stood between it and the line before."""

    text: str
    glued: bool = False


def split(text: str) -> list[Line]:
    """The lines of the text that hold something."""
    lines: list[Line] = []
    glued = False
    for raw in text.splitlines():
        line = normalize(raw)
        if line:
            lines.append(Line(line, glued))
        glued = bool(line)
    return lines


def join(lines: Sequence[Line]) -> str:
    """The text of the lines: items of a list keep their single newlines, everything else is a paragraph of its own."""
    parts: list[str] = []
    for number, line in enumerate(lines):
        if number:
            parts.append("\n" if line.glued and _is_item(line) and _is_item(lines[number - 1]) else "\n\n")
        parts.append(line.text)
    return "".join(parts)


def mend(lines: Iterable[Line]) -> list[Line]:
    """Paragraphs that were cut at inline markup or at a column, whole again.

    Tools that put a newline at every tag give "… cho biết ông" / "đã ký"; a line that goes on in lower case or with
    punctuation belongs to the unfinished line before it.
    """
    groups: list[list[Line]] = []
    for line in lines:
        if groups and line.glued and _goes_on(groups[-1][-1].text, line.text, len(groups[-1]) > 1):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Line(_joined(group), group[0].glued) for group in groups]


def _joined(group: Sequence[Line]) -> str:
    return group[0].text + "".join(("" if line.text[0] in _CLOSING else " ") + line.text for line in group[1:])


def _goes_on(before: str, after: str, wrapped: bool) -> bool:
    if ends_sentence(before) or before.endswith(":") or not _CONTINUES.match(after):
        return False
    if wrapped and len(before) >= _WRAP_WIDTH:
        return True
    return not after[0].isupper() and len(words(before)) >= 3


def _is_item(line: Line) -> bool:
    return not is_prose(line.text) and not ends_sentence(line.text) and len(words(line.text)) <= 15
