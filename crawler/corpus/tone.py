"""Where the tone mark of the rimes `oa`, `oe` and `uy` stands: hòa, khỏe, thủy (old) or hoà, khoẻ, thuỷ (new).

Both ways are right and papers use both; in every other rime they agree (hoàn, ngoài, huyền, quý). Only a whole syllable
that Vietnamese has is changed: one of a foreign word (Chloé, Noé), of an address or of a file name stays as it is.
"""

import re
import unicodedata
from collections.abc import Callable

from crawler.corpus.selection import Tone

_ONSETS = {
    "oa": ["b", "ch", "d", "đ", "g", "gi", "h", "kh", "l", "n", "ng", "nh", "r", "s", "t", "th", "tr", "v", "x"],
    "oe": ["ch", "đ", "h", "kh", "l", "ng", "nh", "r", "s", "t", "th", "x"],
    "uy": ["ch", "d", "đ", "h", "kh", "l", "n", "ng", "nh", "s", "t", "th", "tr", "x"],
}
"""What stands before these rimes in Vietnamese words. `qu` is an onset of its own: quý has its mark on y either way."""

_MARKS = "\u0300\u0301\u0309\u0303\u0323"  # grave, acute, hook above, tilde, dot below
_ENDINGS = "vn|com|net|org|info|edu|gov|html?|php|aspx|pdf|docx?|xlsx?|jpe?g|png|gif|mp[34]"
_ADDRESS = re.compile(rf"\S*(?:://|www\.|[@\\_=#]|\.(?:{_ENDINGS})\b)\S*", re.IGNORECASE)
"""Addresses, file names, handles and hashtags: from blank to blank."""


def _pairs() -> dict[str, str]:
    """Old spellings of the syllables, in lower case, with the new ones."""
    found = {}
    for rime, onsets in _ONSETS.items():
        for onset in ("", *onsets):
            for mark in _MARKS:
                old = unicodedata.normalize("NFC", f"{onset}{rime[0]}{mark}{rime[1]}")
                found[old] = unicodedata.normalize("NFC", f"{onset}{rime}{mark}")
    return found


_OLD_TO_NEW = _pairs()
_NEW_TO_OLD = {new: old for old, new in _OLD_TO_NEW.items()}


def _pattern(spellings: dict[str, str]) -> re.Pattern[str]:
    rimes = sorted({spelling[-2:] for spelling in spellings})
    return re.compile(rf"(?<![^\W\d_])[^\W\d_]{{0,3}}(?:{'|'.join(rimes)})(?![^\W\d_])", re.IGNORECASE)


_OLD = _pattern(_OLD_TO_NEW)
_NEW = _pattern(_NEW_TO_OLD)


def placer(tone: Tone) -> Callable[[str], str]:
    """What writes a text (NFC) with its tone marks of one kind; `keep` leaves it as it is."""
    if tone is Tone.OLD:
        return lambda text: _place(text, _NEW, _NEW_TO_OLD)
    if tone is Tone.NEW:
        return lambda text: _place(text, _OLD, _OLD_TO_NEW)
    return lambda text: text


def _place(text: str, pattern: re.Pattern[str], spellings: dict[str, str]) -> str:
    def spelt(match: re.Match[str]) -> str:
        word = match[0]
        other = spellings.get(word.lower())
        if other is None:
            return word
        return "".join(new.upper() if old.isupper() else new for old, new in zip(word, other, strict=True))

    pieces, end = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [pattern.sub(spelt, text[end : address.start()]), address[0]]
        end = address.end()
    return "".join([*pieces, pattern.sub(spelt, text[end:])])
