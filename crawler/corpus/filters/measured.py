"""A text as the filters count it: lines, syllables, and how much of it says the same again.

What stands between blanks in Vietnamese is a syllable, not a word. Syllables are counted here, and every sign beside
them; thresholds that were found on words are turned into syllables with the ratio below.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

SYLLABLES_A_WORD = 1.33
"""Of pyvi, the word tokenizer that FineWeb-2 has for Vietnamese, measured on news (docs/filters.md)."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_ENDS = re.compile(r"""[.!?…]["'”’»)\]]*$""")
_BETWEEN_SENTENCES = re.compile(r"""[.!?…]["'”’»)\]]*\s+(?=["'“‘«(\[–-]*\s*[^\W_a-zà-ỹđ])""")


class Measured:
    """The measures of a text, each taken when it is first asked for."""

    def __init__(self, text: str) -> None:
        self.paragraphs = [part for part in text.split("\n\n") if part.strip()]
        self.lines = [line for part in self.paragraphs for line in map(str.strip, part.split("\n")) if line]
        self.text = "\n".join(self.lines)

    @cached_property
    def tokens(self) -> list[str]:
        """Syllables, numbers and single signs, in order."""
        return _TOKEN.findall(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The tokens that are no signs."""
        return [token for token in self.tokens if token[0].isalnum() or token[0] == "_"]

    @property
    def mean_length(self) -> float:
        """Characters of a syllable, on average; 0 without any."""
        return share(sum(map(len, self.words)), len(self.words))

    def top(self, n: int) -> float:
        """The share of characters that stand in the most frequent n-gram of tokens; 0 when none comes twice."""
        grams = Counter(zip(*(self.tokens[start:] for start in range(n)), strict=False))
        if len(grams) in (0, len(self.tokens) - n + 1):
            return 0.0
        gram, times = grams.most_common(1)[0]
        return times * (sum(map(len, gram)) + n - 1) / len(self.text)

    def repeated(self, n: int) -> float:
        """The share of characters that stand in n-grams of tokens that came before, none counted twice."""
        grams = list(zip(*(self.tokens[start:] for start in range(n)), strict=False))
        if len(set(grams)) == len(grams):
            return 0.0
        seen: set[tuple[str, ...]] = set()
        characters = at = 0
        while at < len(grams):
            if grams[at] in seen:
                characters += sum(map(len, grams[at]))
                at += n
            else:
                seen.add(grams[at])
                at += 1
        return characters / len(self.text)


def share(part: float, whole: float) -> float:
    """Part of whole; 0 of nothing."""
    return part / whole if whole else 0.0


def repeats(pieces: Sequence[str]) -> list[str]:
    """The pieces that came before."""
    seen: set[str] = set()
    return [piece for piece in pieces if piece in seen or seen.add(piece)]  # type: ignore[func-returns-value]


def ends_a_sentence(line: str) -> bool:
    """Whether a line ends as sentences do; quotes and brackets may close after the mark."""
    return _ENDS.search(line) is not None


def sentences(line: str) -> int:
    """How many sentences stand in a line."""
    return 1 + len(_BETWEEN_SENTENCES.findall(line))
