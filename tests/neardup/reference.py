"""Shingles by the definition, in plain Python and slowly: what the fast way must agree with."""

import re
import unicodedata


def shingles(text: str) -> set[str]:
    """The distinct runs of five folded words; of a shorter text all its words as one; none without a word."""
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold()).replace("đ", "d")
    words = re.findall(r"\w+", "".join(c for c in folded if not unicodedata.combining(c)))
    if not words:
        return set()
    return {" ".join(words[start : start + 5]) for start in range(max(1, len(words) - 4))}
