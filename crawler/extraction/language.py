"""Which language a text is in. Vietnamese is known by its letters; only what lacks them needs a model."""

import re

from crawler.extraction.legacy import is_syllable

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 2000
_VIETNAMESE = 0.3  # share of words with Vietnamese marks: about .7 in news, under .05 in any other language
_ONLY_VIETNAMESE = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def marked_share(text: str) -> float:
    """The share of words that are Vietnamese syllables with a mark, 0…1."""
    words = [word.lower() for word in _WORD.findall(text[:_SAMPLE])]
    marked = sum(not w.isascii() and is_syllable(w) and _ONLY_VIETNAMESE.search(w) is not None for w in words)
    return marked / len(words) if words else 0.0


def language(text: str) -> str | None:
    """ISO 639-1 code; None when there is too little text to say."""
    if marked_share(text) >= _VIETNAMESE * 0.5:
        return "vi"
    if len(_WORD.findall(text[:_SAMPLE])) < 8:
        return None
    from py3langid import classify  # noqa: PLC0415  # its model takes 0.2 s to load, and few pages need it

    return str(classify(text[:_SAMPLE])[0])
