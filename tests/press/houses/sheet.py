"""A page in the making: a template of the house, its slots, and a record of every string that is not the article."""

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from lxml import html as lxml_html

_UNSEEN = {"script", "style", "title", "textarea"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished page and the strings on it that belong to no article: menus, labels, boxes."""

    html: str
    junk: tuple[str, ...]


class Forme:
    """Sets one page; text that goes through `junk` is remembered as no part of the article."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._junk: list[str] = []

    def junk(self, text: str) -> str:
        """The text escaped for HTML, and remembered."""
        self.note(text)
        return escape(text)

    def note(self, text: str) -> None:
        """Remember a string that is set elsewhere as no part of the article."""
        self._junk.append(text)

    def print(self, **slots: str) -> Sheet:
        """The page with every slot of the template filled. Raises KeyError when one is missing."""
        page = Template(_source(self._template)).substitute(slots)
        return Sheet(page, (*_standing(self._template), *self._junk))


@cache
def _source(template: str) -> str:
    return (Path(__file__).parent / template).read_text(encoding="utf-8")


@cache
def _standing(template: str) -> tuple[str, ...]:
    """The visible strings of a template outside its slots."""
    root = lxml_html.document_fromstring(_source(template))
    texts = (text for node in root.iter() if node.tag not in _UNSEEN for text in _own_texts(node))
    return tuple(text for text in texts if re.search(r"\w\w", text) and "$" not in text)


def _own_texts(node: lxml_html.HtmlElement) -> list[str]:
    pieces = [node.text if isinstance(node.tag, str) else None, *(child.tail for child in node)]
    return [" ".join(piece.split()) for piece in pieces if piece]
