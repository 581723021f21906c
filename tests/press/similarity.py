"""How alike two articles truly are: sets of 5-word shingles, folded as the project's near-duplicate search defines it.

Written apart from `crawler.neardup` so that an error there cannot hide here.
"""

import re
import unicodedata
from collections.abc import Set

Shingles = Set[tuple[str, ...]]
SHINGLE_WORDS = 5


def shingles(text: str) -> Shingles:
    """The distinct runs of five words after NFC, casefold and folding of diacritics."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")
    words = re.findall(r"\w+", plain)
    return {tuple(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}


def jaccard(a: Shingles, b: Shingles) -> float:
    """Shared shingles over all shingles, 0…1."""
    return len(a & b) / len(a | b) if a | b else 0.0


def containment(a: Shingles, b: Shingles) -> float:
    """Shared shingles over those of the smaller set, 0…1."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
