"""The rules of Gopher: Rae et al., Scaling Language Models (arXiv 2112.11446, 2021), section A.1.1.

The numbers are the paper's. It counts words of English; here syllables are counted, so that a Vietnamese text is
half a word or so longer than it would be by words. Its eight stop words are English: those of FineWeb-2 for
Vietnamese stand in for them.
"""

from collections.abc import Iterator, Sequence

from crawler.corpus.filters.finding import Finding, above, below
from crawler.corpus.filters.measured import Measured, repeats, share

STOP_WORDS = frozenset(["là", "và", "của", "một", "được", "trong", "năm", "các", "có", "loài", "này", "đã", "người"])
"""FineWeb-2, configs/vie_Latn.yml."""

TOP = ((2, 0.20), (3, 0.18), (4, 0.16))
REPEATED = ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10))
"""Table A1: n, and the largest share of characters in the most frequent n-gram, or in repeated ones."""

_BULLETS = ("•", "-", "–", "*", "‣", "●")
_DOTS = ("...", "…")


def quality(text: Measured) -> Iterator[Finding]:
    """50 to 100,000 words of 3 to 10 characters on average, few signs, bullets and dots, real words, stop words."""
    yield below("short", len(text.words), 50)
    yield above("long", len(text.words), 100_000)
    yield below("short-words", text.mean_length, 3)
    yield above("long-words", text.mean_length, 10)
    yield above("hashes", share(text.text.count("#"), len(text.words)), 0.1)
    yield above("ellipses", share(sum(map(text.text.count, _DOTS)), len(text.words)), 0.1)
    yield above("bullets", share(sum(line.startswith(_BULLETS) for line in text.lines), len(text.lines)), 0.9)
    yield above("lines-end-in-dots", share(sum(line.endswith(_DOTS) for line in text.lines), len(text.lines)), 0.3)
    yield below("few-letters", alphabetic(text.words), 0.8)
    yield below("few-stop-words", len(STOP_WORDS.intersection(text.words)), 2)


def repetition(text: Measured) -> Iterator[Finding]:
    """Table A1: lines, paragraphs and n-grams that say the same again."""
    for name, pieces in (("line", text.lines), ("paragraph", text.paragraphs)):
        again = repeats(pieces)
        yield above(f"same-{name}s", share(len(again), len(pieces)), 0.30)
        yield above(f"same-{name}-characters", share(sum(map(len, again)), len(text.text)), 0.20)
    yield from frequent(text, TOP)
    yield from repeated(text, REPEATED)


def frequent(text: Measured, limits: Sequence[tuple[int, float]]) -> Iterator[Finding]:
    """The most frequent n-gram of every length."""
    for n, limit in limits:
        yield above(f"top-{n}-gram", text.top(n), limit)


def repeated(text: Measured, limits: Sequence[tuple[int, float]]) -> Iterator[Finding]:
    """Repeated n-grams, shortest first: without any of one length there is none of a longer one."""
    for n, limit in limits:
        figure = text.repeated(n)
        yield above(f"repeated-{n}-grams", figure, limit)
        if not figure:
            return


def alphabetic(words: Sequence[str]) -> float:
    """The share of words with a letter in them."""
    return share(sum(any(map(str.isalpha, word)) for word in words), len(words))
