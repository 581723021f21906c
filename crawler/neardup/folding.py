"""Characters folded for comparing: letters without case and diacritics as numbers, all else as word breaks.

Texts are folded character by character. That gives the same words, because canonical composition never changes what
the parts fold to; the tests walk all of Unicode to prove it. The fold is part of the recipe, so it stands here and not
in `crawler.text`, where it could change without anybody thinking of stored fingerprints.
"""

import re
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from crawler.neardup.mixing import mix_one

BREAK, MARK, SEVERAL, UNKNOWN = 0, 1, 2, 3
"""What is no letter: a word break, a combining mark (no width), a character that folds to several letters (`ß`), and
one whose part of the table is not filled in yet."""

_WORD = re.compile(r"\w")
_BLOCK = 256
_CODE_POINTS = 0x110000
_SALT = 0x6B686F62616F0000  # keeps the numbers of letters away from those of other hashes; part of the recipe


def letters(text: str) -> NDArray[np.uint64]:
    """A number a character: one of the four above, or the folded letter's own (above 3). Lone surrogates are breaks."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    found: NDArray[np.uint64] = _table()[codes]
    unknown = found == UNKNOWN
    if not unknown.any():
        return found
    for block in np.unique(codes[unknown] // _BLOCK).tolist():
        _fill(block * _BLOCK)
    return letters(text)


def fold(text: str) -> str:
    """NFC, case folding, no combining marks, đ as d: slowly, for what the table cannot hold."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character)).replace("đ", "d")


@cache
def _table() -> NDArray[np.uint64]:
    """Filled in by blocks as texts need them: all of Unicode would take a second."""
    return np.full(_CODE_POINTS, UNKNOWN, dtype=np.uint64)


def _fill(first: int) -> None:
    _table()[first : first + _BLOCK] = [_number(chr(code)) for code in range(first, first + _BLOCK)]


def _number(character: str) -> int:
    folded = fold(character)
    if len(folded) != 1:
        return SEVERAL if folded else MARK
    return max(mix_one(ord(folded) + _SALT), UNKNOWN + 1) if _WORD.match(folded) else BREAK
