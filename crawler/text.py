"""Text as papers print it, made comparable."""

import re
import unicodedata

# controls, marks of direction, soft hyphens; and halves of surrogate pairs, which JSON escapes can smuggle in
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_MARKS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)  # the blocks of combining marks


def normalize(text: str) -> str:
    """One line in NFC: invisible characters out, every run of white space one blank. Tone marks stay as written."""
    line = " ".join(text.split())
    if not line.isprintable():  # all that is invisible is unprintable too, and few lines hold any
        line = " ".join(_INVISIBLE.sub("", line).split())
    return line if line.isascii() else unicodedata.normalize("NFC", line)


def fold(text: str) -> str:
    """For comparing only: lower case, no diacritics, đ as d."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    return _MARKS.sub("", decomposed).replace("đ", "d")
