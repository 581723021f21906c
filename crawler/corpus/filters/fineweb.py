"""The rules of FineWeb (Penedo et al., arXiv 2406.17557, 2024) on lines, and FineWeb-2's limits for Vietnamese.

FineWeb-2's numbers are those of `configs/vie_Latn.yml` in huggingface/fineweb-2, and which rules they are for is in
`fineweb-2-pipeline.py` there. They were found on words of pyvi, which joins syllables; signs are words of their own
there and here. A limit that hangs on how many words there are is turned into syllables below: on news pyvi gives one
sign to 6.4 words, and its words are 1.33 syllables and 1.43 times as many characters long. Not applied: the language
score (.802), which is of GlotLID; an export chooses languages by our own.
"""

from collections.abc import Iterator

from crawler.corpus.filters.finding import Finding, above, below
from crawler.corpus.filters.gopher import STOP_WORDS, alphabetic, frequent, repeated
from crawler.corpus.filters.measured import SYLLABLES_A_WORD, Measured, ends_a_sentence, repeats, share


def _syllables(words: int) -> int:
    return round(words * SYLLABLES_A_WORD)


TOP = tuple((_syllables(n), limit) for n, limit in ((2, 0.223), (3, 0.197), (4, 0.171)))
REPEATED = tuple(
    (_syllables(n), limit) for n, limit in ((5, 0.178), (6, 0.163), (7, 0.15), (8, 0.136), (9, 0.124), (10, 0.111))
)
"""top_n_grams, dup_n_grams: the same stretch of text, counted in syllables."""

_SIGNS = 1 / 6.4  # a word
LINES_A_TOKEN = 0.103 * (1 + _SIGNS) / (SYLLABLES_A_WORD + _SIGNS)
"""new_line_ratio .103: line ends to a word or sign."""
LEAST_ALPHABETIC = 0.836
"""max_non_alpha_words_ratio .803, in truth the least share of words with a letter, signs counted as words: the limit
on syllables that leaves out as many of 500 articles as .803 does on words of pyvi (of 500 others, 95 for 92)."""
MEAN_LENGTH = (3 / 1.43, 11 / 1.43)
"""min_avg_word_length 3, max_avg_word_length 11."""


def lines(text: Measured) -> Iterator[Finding]:
    """FineWeb, section 3.6: few lines that end a sentence (.12), short lines of 30 characters (.67), repeated lines
    (.01 of characters); and line ends to a word (.3), of the code they published (datatrove)."""
    yield below("few-lines-end", share(sum(map(ends_a_sentence, text.lines)), len(text.lines)), 0.12)
    yield above("short-lines", share(sum(len(line) <= 30 for line in text.lines), len(text.lines)), 0.67)
    yield above("same-line-characters", _same(text), 0.01)
    yield above("many-lines", _ends(text), 0.3)


def vietnamese(text: Measured) -> Iterator[Finding]:
    """FineWeb-2 as it was run for vie_Latn: Gopher's repetition, lines, Gopher's quality, in that order."""
    yield above("same-lines", share(len(repeats(text.lines)), len(text.lines)), 0.293)
    yield from frequent(text, TOP)
    yield from repeated(text, REPEATED)
    yield below("few-lines-end", share(sum(map(ends_a_sentence, text.lines)), len(text.lines)), 0.333)
    yield above("same-line-characters", _same(text), 0.1)
    yield above("many-lines", _ends(text), LINES_A_TOKEN)
    yield below("short", len(text.words), 50 * SYLLABLES_A_WORD)
    yield above("long", len(text.words), 100_000 * SYLLABLES_A_WORD)
    yield below("short-words", text.mean_length, MEAN_LENGTH[0])
    yield above("long-words", text.mean_length, MEAN_LENGTH[1])
    yield below("few-letters", alphabetic(text.tokens), LEAST_ALPHABETIC)
    yield below("few-stop-words", len(STOP_WORDS.intersection(text.words)), 2)


def _same(text: Measured) -> float:
    return share(sum(map(len, repeats(text.lines))), sum(map(len, text.lines)))


def _ends(text: Measured) -> float:
    """Line ends to a token. Between paragraphs stands one here, as in the text those numbers were found on."""
    return share(len(text.lines) - 1, len(text.tokens))
