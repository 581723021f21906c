"""What a person searches for: words and quoted phrases, with or without diacritics."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from crawler.text import fold

MOST_WORDS = 32
"""Words of a query that count; nobody types more, and each costs a walk through its postings."""

LONGEST = 100
"""Characters of a word that count; PostgreSQL refuses words of 2,046 bytes."""

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r'[“”"]([^“”"]*)[“”"]?|([^“”"\s]+)')
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LATIN = [*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)]


@dataclass(frozen=True)
class Query:
    """All of the phrases must occur, each a tuple of NFC words in this order; a word alone is a phrase of one.

    Words match whatever diacritics they have; those typed with diacritics are `accented`, and articles that spell them
    so come first.
    """

    phrases: tuple[tuple[str, ...], ...]

    @property
    def folded(self) -> list[str]:
        """The phrases without case and diacritics, words apart by a blank."""
        return [fold(" ".join(phrase)) for phrase in self.phrases]

    @cached_property
    def accented(self) -> bool:
        return any(map(_accented, self.phrases))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds any of the phrases in NFC text."""
        return re.compile("|".join(sorted(map(_pattern, self.phrases), key=len, reverse=True)))

    @cached_property
    def together(self) -> re.Pattern[str]:
        """Finds all of the phrases in a row: most Vietnamese words are two syllables, typed without quotes."""
        return re.compile(_pattern(tuple(word for phrase in self.phrases for word in phrase)))

    @cached_property
    def spelt(self) -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
        """Of each phrase typed with diacritics what `spelling` gives, and what finds it whatever its diacritics."""
        return tuple(
            (spelling(" ".join(phrase)), re.compile(_pattern(phrase))) for phrase in self.phrases if _accented(phrase)
        )


def parse(asked: str) -> Query:
    """Words, and phrases in double quotes; everything else separates. A query without words has no phrases."""
    phrases: list[tuple[str, ...]] = []
    left = MOST_WORDS
    for quoted, plain in _QUOTED.findall(unicodedata.normalize("NFC", asked)):
        # what stands together without a blank, as in "22-11", is a phrase without quotes
        words = tuple(word[:LONGEST] for word in _WORD.findall(quoted or plain))[:left]
        left -= len(words)
        if words and words not in phrases:
            phrases.append(words)
    return Query(tuple(phrases))


def spelling(text: str) -> tuple[str, ...]:
    """The words of a text with their diacritics, without case; tone marks at the end, so that hòa is hoà."""
    return tuple(map(_spelt, _WORD.findall(unicodedata.normalize("NFC", text).casefold())))


@lru_cache(maxsize=20_000)  # all syllables of Vietnamese
def _spelt(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    tones = "".join(part for part in parts if part in _TONES)
    return unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)) + tones


def _accented(phrase: tuple[str, ...]) -> bool:
    return any(fold(word) != word.casefold() for word in phrase)


def _pattern(words: tuple[str, ...]) -> str:
    """What stands before the first letter is looked at after it, and both cases are spelt out instead of ignored:
    only a pattern that begins with a plain set of letters skips through a text at the speed of C."""
    letters = [[_letters().get(letter, f"[{letter}{letter.upper()}]") for letter in fold(word)] for word in words]
    letters[0].insert(1, r"(?<![^\W_].)")
    return r"[\W_]+".join(map("".join, letters)) + r"(?![^\W_])"


@cache
def _letters() -> dict[str, str]:
    """For each folded letter a class of all that fold to it."""
    found: dict[str, str] = {}
    for code in _LATIN:
        letter = fold(chr(code))
        if len(letter) == 1:
            found[letter] = found.get(letter, "") + chr(code)
    return {letter: f"[{''.join(letters)}]" for letter, letters in found.items() if letter.isalpha()}
