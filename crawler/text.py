"""Text as papers print it, made comparable."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARKS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)  # the blocks of combining marks


def normalize(text: str) -> str:
    """One line in NFC: invisible characters out, every run of white space one blank. Tone marks stay as written."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def fold(text: str) -> str:
    """For comparing only: lower case, no diacritics, đ as d."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    return _MARKS.sub("", decomposed).replace("đ", "d")
