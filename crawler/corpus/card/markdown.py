"""Markdown of values that others wrote: nothing in them is markup, a link or a mention."""

import re

_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")  # all of ASCII's punctuation, which CommonMark lets a backslash quote
_ENDS = re.compile(r"[`|\\]")
_ADDRESS = re.compile(r"https?://[\w./~:?=&%+-]+|[\w.+-]+@[\w.-]+", re.ASCII)


def literal(text: str) -> str:
    """The text as it is, in one line, whatever stands in it; what cannot be printed is left out."""
    return _MARKUP.sub(r"\\\1", _line(text))


def code(text: str) -> str:
    """The text in code type, in one line; what would end it, or a cell of a table, is written as an apostrophe."""
    return "`" + _ENDS.sub("'", _line(text)) + "`"


def address(text: str) -> str:
    """A web or mail address as a link; whatever else stands there, as it is."""
    return f"<{text}>" if _ADDRESS.fullmatch(text) else literal(text)


def _line(text: str) -> str:
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())
