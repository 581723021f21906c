"""Vietnamese written before Unicode: TCVN3 (ABC fonts), VNI, VIQR, and the score that says which one a text is in.

The tables follow TCVN 5712:1993 (VN3), VNI Windows and RFC 1456 (VIQR).
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
_HUYEN, _SAC, _HOI, _NGA, _NANG = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_HAT, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI_MARKS = {
    "ø": _HUYEN, "ù": _SAC, "û": _HOI, "õ": _NGA, "ï": _NANG,
    "â": _HAT, "à": _HAT + _HUYEN, "á": _HAT + _SAC, "å": _HAT + _HOI, "ã": _HAT + _NGA, "ä": _HAT + _NANG,
    "ê": _BREVE, "è": _BREVE + _HUYEN, "é": _BREVE + _SAC, "ú": _BREVE + _HOI, "ü": _BREVE + _NGA, "ë": _BREVE + _NANG,
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_MARKED = re.compile(f"([aeouyôö])([{''.join(_VNI_MARKS)}])", re.IGNORECASE)
_VIQR_SHAPES = {"(": _BREVE, "^": _HAT, "+": _HORN, "*": _HORN}
_VIQR_TONES = {"'": _SAC, "`": _HUYEN, "?": _HOI, "~": _NGA, ".": _NANG}
_VIQR = re.compile(r"([aeiouy])([(^+*]?)(['`?~.]?)(?=[\w\s,.;:!?)\"'<-]|$)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")
_RUN = re.compile(r"\S{1,60}")
_TOKEN = re.compile(r"[^\W\d_]+")
_VOWELS = "aeiouyăâêôơư"
_SYLLABLE = re.compile(
    rf"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?[{_VOWELS}]{{1,3}}(?:ng|nh|ch|[cmnpt])?$"
)
_TONES = dict.fromkeys(map(ord, _HUYEN + _SAC + _HOI + _NGA + _NANG))


def tcvn3(text: str) -> str:
    """Text whose TCVN3 bytes were read as Latin-1, as Unicode."""
    return text.translate(_TCVN3)


def vni(text: str) -> str:
    """Text whose VNI bytes were read as Latin-1 or Windows-1252, as Unicode."""
    marked = _VNI_MARKED.sub(lambda m: _vni_letter(m[1]) + _VNI_MARKS[m[2].lower()], text)
    return unicodedata.normalize("NFC", "".join(map(_vni_letter, marked)))


def _vni_letter(letter: str) -> str:
    plain = _VNI_LETTERS.get(letter.lower(), letter)
    return plain.upper() if letter.isupper() else plain


def viqr(text: str) -> str:
    """Text in VIQR mnemonics (`Vie^.t`, `dda.o`), as Unicode."""
    return unicodedata.normalize("NFC", _RUN.sub(lambda match: _viqr_word(match[0]), text))


def _viqr_word(word: str) -> str:
    """A word has one tone: the full stop behind a word that has its tone already is a full stop."""
    marked = _VIQR.sub(_viqr_vowel, re.sub("dd", "đ", re.sub("D[dD]", "Đ", word)))
    if len(word) > 1 and word[-1] in _VIQR_TONES and sum(ord(c) in _TONES for c in marked) > 1:
        return _viqr_word(word[:-1]) + word[-1]
    return marked


def _viqr_vowel(match: re.Match[str]) -> str:
    return match[1] + _VIQR_SHAPES.get(match[2], "") + _VIQR_TONES.get(match[3], "")


def score(text: str) -> int:
    """How many words are Vietnamese syllables with a mark, less those that no Vietnamese spelling explains."""
    points = 0
    for word in _TOKEN.findall(unicodedata.normalize("NFC", text)):
        if not word.isascii():
            points += 1 if is_syllable(word.lower()) else -1
    return points


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Whether a lower-case NFC word is spelt like one Vietnamese syllable with at most one tone."""
    decomposed = unicodedata.normalize("NFD", word)
    plain = unicodedata.normalize("NFC", decomposed.translate(_TONES))
    tones = sum(ord(c) in _TONES for c in decomposed)
    return tones <= 1 and _SYLLABLE.match(plain) is not None


SCRIPTS: tuple[Callable[[str], str], ...] = (tcvn3, vni)


def modernise(text: str) -> str:
    """The text in Unicode: as it is, or out of TCVN3 or VNI when that makes clearly more Vietnamese words of it."""
    sample = _sample(text)
    best, points = text, score(sample)
    enough = max(6, len(sample.split()) // 4)
    for script in SCRIPTS:
        gained = score(script(sample))
        if gained > max(2 * points, points + enough):
            best, points = script(text), gained
    return best


def is_viqr(text: str) -> bool:
    """Whether ASCII text is VIQR: English keeps its apostrophes, so half of the words must turn into syllables."""
    words = _sample(text).split()
    return len(words) >= 20 and score(viqr(" ".join(words))) > 0.4 * len(words)


def _sample(text: str, size: int = 40_000) -> str:
    """Words from the second quarter of a long page: the first is scripts and menus."""
    start = len(text) // 4 if len(text) > size else 0
    return _TAG.sub(" ", text[start : start + size])
