"""Vietnamese text in the encoding of old Windows: letters of cp1258, tones as combining characters after them."""

import unicodedata

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def encode_windows_1258(text: str) -> bytes:
    """The text in windows-1258; what it lacks becomes a numeric entity."""
    return "".join(_split(char) for char in unicodedata.normalize("NFC", text)).encode("cp1258", "xmlcharrefreplace")


def _split(char: str) -> str:
    """A letter with a tone as the letter and the tone; any other character as it is."""
    marks = unicodedata.normalize("NFD", char)
    tone = "".join(mark for mark in marks if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES)) + tone if tone else char
