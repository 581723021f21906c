"""Which language a text is in. Vietnamese is known by its letters; only what lacks them needs a model."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.extraction.legacy import is_syllable

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

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
    code, _ = _identifier().classify(text[:_SAMPLE])
    return str(code)


@lru_cache(maxsize=1)
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  # 0.2 s, and few pages need it

    return LanguageIdentifier.from_pickled_model(MODEL_FILE)
