"""Templates: can pages that differ in their numbers alone be told from copies? Measured on pairs labelled by hand.

`python -m bench.templates [--pairs]` with KHOBAO_SHARED pointing at the measuring set (default ../shared). Labels, in
`templates.tsv` beside this file, cover every pair of the set that `khobao dedup` would link but exact ones: `template`
for the same form filled in again (another draw, day, month), `copy` for all others. With `--pairs` each pair is printed
with titles, figures and differing words, so that another can label it again.

The measure is the gain: the Jaccard index when every word with a digit counts as the same word, less the plain one.
"""

import argparse
import csv
import gzip
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import orjson

from bench.shared import shared
from crawler.neardup import overlap
from crawler.neardup.folding import fold
from crawler.neardup.templates import form, gain

LABELS = Path(__file__).with_name("templates.tsv")
CUTS = (0.02, 0.03, 0.04, 0.05, 0.08, 0.1)
_WORD = re.compile(r"\w+")


class Article(NamedTuple):
    """Title and text."""

    title: str
    text: str


class Labelled(NamedTuple):
    """A pair with its label and its measures."""

    ids: tuple[str, str]
    template: bool
    jaccard: float
    gain: float


def measured(a: str, b: str) -> tuple[float, float]:
    """The Jaccard index of two texts, and by how much it grows when numbers do not count."""
    one, other = form(a), form(b)
    return overlap(one.plain, other.plain).jaccard, gain(one, other)


def differing(a: str, b: str) -> str:
    """The words in which two texts differ."""
    one, other = _WORD.findall(fold(a)), _WORD.findall(fold(b))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    parts = [one[i:j] + other[k:m] for what, i, j, k, m in matcher.get_opcodes() if what != "equal"]
    return " ".join(word for part in parts for word in part)


def labelled(articles: dict[str, Article]) -> Iterator[Labelled]:
    """The pairs of the label file, measured."""
    with LABELS.open(newline="") as file:
        for a, b, label in csv.reader(file, delimiter="\t"):
            yield Labelled((a, b), label == "template", *measured(articles[a].text, articles[b].text))


def report(pairs: Sequence[Labelled]) -> None:
    """Precision and recall at every cut, over all pairs and over those of Jaccard .7 and more."""
    print("gain from   flagged   precision   recall      J >= .7: flagged   precision   recall")
    for cut in CUTS:
        print(
            f"{cut:9.2f}" + _line(pairs, cut) + "      " + _line([pair for pair in pairs if pair.jaccard >= 0.7], cut)
        )


def _line(pairs: Sequence[Labelled], cut: float) -> str:
    flagged = [pair for pair in pairs if pair.gain >= cut]
    right, there = sum(pair.template for pair in flagged), sum(pair.template for pair in pairs)
    return f"{len(flagged):10}{right / max(1, len(flagged)):12.3f}{right:6} of {there}"


def read() -> dict[str, Article]:
    """The articles of the measuring set."""
    with gzip.open(shared("neardup", "articles.jsonl.gz"), "rb") as lines:
        return {value["id"]: Article(value["title"], value["text"]) for value in map(orjson.loads, lines)}


def main() -> None:
    """Print the pairs, if asked, and the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pairs", action="store_true", help="print every labelled pair first")
    articles, given = read(), parser.parse_args()
    pairs = sorted(labelled(articles), key=lambda pair: -pair.gain)
    for pair in pairs if given.pairs else ():
        one, other = (articles[name] for name in pair.ids)
        print(f"{'template' if pair.template else 'copy':8} gain {pair.gain:+.3f} J {pair.jaccard:.2f}", *pair.ids)
        print(f"    {one.title}\n    {other.title}\n    {differing(one.text, other.text)[:300]}")
    print(f"{len(pairs)} pairs, {sum(pair.template for pair in pairs)} of them templates")
    report(pairs)


if __name__ == "__main__":
    main()
