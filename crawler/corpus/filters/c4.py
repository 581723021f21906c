"""The rules of C4: Raffel et al., Exploring the Limits of Transfer Learning (JMLR 21, 2020), section 2.2.

C4 first takes lines away and then judges what is left of a page. Here nothing is taken out of an article: it is left
out when C4 would have left out the page. Of its rules, those on lines that are about cookies and terms of use are for
whole pages, not for articles, and its list of bad words has no Vietnamese one: both are not applied.
"""

from collections.abc import Iterator

from crawler.corpus.filters.finding import Finding, above, below
from crawler.corpus.filters.measured import Measured, sentences

END_MARKS = (".", "!", "?", '"', "”")
"""The paper's terminal marks; the closing quote as Vietnamese papers print it, too."""
LEAST_WORDS = 5
LEAST_SENTENCES = 3
LONGEST_WORD = 1000
"""Of a line that counts, of a page; the paper's numbers, and the last of its published code (tfds, c4_utils)."""


def c4(text: Measured) -> Iterator[Finding]:
    """No filler text, no code, three sentences in lines that are sentences."""
    yield above("lorem-ipsum", text.text.lower().count("lorem ipsum"), 0)
    yield above("curly-bracket", text.text.count("{"), 0)
    yield below("few-sentences", sum(sentences(line) for line in text.lines if _counts(line)), LEAST_SENTENCES)


def _counts(line: str) -> bool:
    words = line.split()
    ended = line.endswith(END_MARKS) and not line.endswith("...")
    return ended and len(words) >= LEAST_WORDS and "javascript" not in line.lower() and _short(words)


def _short(words: list[str]) -> bool:
    return max(map(len, words)) <= LONGEST_WORD
