"""What each filter leaves out of real news, by rule, with examples; how fast; and what the filters' own code says.

python -m bench.filters [--examples 20] [--judge 500]   with KHOBAO_SHARED at the measuring set (default ../shared)

The set is in two halves: articles that kept their lines, and articles of an aggregator that are one line each, on which
rules that look at lines mean nothing. `--judge N` asks datatrove's filters (as FineWeb-2 was made with them: words of
pyvi) the same of N articles that kept their lines; without datatrove, spacy and pyvi installed it says so.
"""

import argparse
import gzip
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence

import orjson

from bench.shared import shared
from crawler.corpus.filters import FILTERS, Finding, condemned, mask

LEAST_LINES = 5
STOP_WORDS = ["là", "và", "của", "một", "được", "trong", "năm", "các", "có", "loài", "này", "đã", "người"]
Judge = Callable[[str], str | None]


def texts() -> tuple[list[str], list[str]]:
    """Texts with paragraphs, and texts without."""
    with gzip.open(shared("neardup", "articles.jsonl.gz"), "rb") as lines:
        every = [str(orjson.loads(line)["text"]).replace("\n", "\n\n") for line in lines]
    whole = [text for text in every if text.count("\n\n") >= LEAST_LINES]
    return whole, [text for text in every if text.count("\n\n") < LEAST_LINES]


def dropped(name: str, given: Sequence[str]) -> tuple[list[tuple[str, Finding]], float]:
    """What a filter leaves out, and how many articles it judges in a second of CPU time."""
    begun = time.process_time()
    verdicts = [(text, condemned(name, text)) for text in given]
    rate = len(given) / (time.process_time() - begun)
    return [(text, finding) for text, finding in verdicts if finding], rate


def show(name: str, whole: Sequence[str], flat: Sequence[str], examples: int) -> None:
    """A filter's line of the table, its rules, and some of what it leaves out."""
    out, rate = dropped(name, whole)
    without, _ = dropped(name, flat)
    print(f"\n{name}: {len(out) / len(whole):.1%} of articles with lines, {len(without) / len(flat):.1%} of those")
    print(f"without; {rate:,.0f} articles a second")
    for reason, count in Counter(finding.reason for _, finding in out).most_common():
        print(f"    {count / len(whole):7.2%}  {reason}")
    for text, finding in random.Random(8).sample(out, min(examples, len(out))):
        print(f"  {finding.reason} {finding.figure:.3g} (limit {finding.limit:.3g}): {first_sentence(text)}")


def first_sentence(text: str) -> str:
    """The beginning of a text, on one line."""
    return " ".join(text.split())[:100].split(". ")[0]


def show_masking(given: Sequence[str]) -> None:
    """How much is masked, in how many articles, how fast."""
    begun = time.process_time()
    counts = [mask(text).counts for text in given]
    rate = len(given) / (time.process_time() - begun)
    total = sum(counts, Counter[str]())
    print(f"\n--mask-pii: {sum(map(bool, counts)) / len(given):.1%} of articles; {dict(total)}; {rate:,.0f} a second")


def judges() -> dict[str, Judge]:
    """The same filters in datatrove, as FineWeb-2 calls them; empty when it is not installed."""
    try:
        from datatrove.data import Document  # type: ignore[import-not-found]
        from datatrove.pipeline.filters import (  # type: ignore[import-not-found]
            FineWebQualityFilter,
            GopherQualityFilter,
            GopherRepetitionFilter,
        )
    except ImportError:
        return {}
    top = ((2, 0.223), (3, 0.197), (4, 0.171))
    dup = ((5, 0.178), (6, 0.163), (7, 0.15), (8, 0.136), (9, 0.124), (10, 0.111))
    no = {"dup_para_frac": 0, "dup_line_char_frac": 0, "dup_para_char_frac": 0}
    vie = {"language": "vie_Latn"}
    quality = {"max_avg_word_length": 11, "max_non_alpha_words_ratio": 0.803, "stop_words": STOP_WORDS}
    lines = {"short_line_thr": 999, "char_duplicates_ratio": 0.1, "line_punct_thr": 0.333, "new_line_ratio": 0.103}
    chains = {
        "gopher-quality": [GopherQualityFilter(stop_words=STOP_WORDS, **vie)],
        "gopher-repetition": [GopherRepetitionFilter(**vie)],
        "fineweb-lines": [FineWebQualityFilter(**vie)],
        "fineweb2": [
            GopherRepetitionFilter(dup_line_frac=0.293, top_n_grams=top, dup_n_grams=dup, **no, **vie),
            FineWebQualityFilter(**lines, **vie),
            GopherQualityFilter(**quality, **vie),
        ],
    }

    def judged(chain: Sequence[Callable[[object], object]], text: str) -> str | None:
        verdicts = (one(Document(text=text.replace("\n\n", "\n"), id="")) for one in chain)
        return next((str(verdict[1]) for verdict in verdicts if isinstance(verdict, tuple)), None)

    return {
        name: lambda text, chain=tuple(one.filter for one in chain): judged(chain, text)  # type: ignore[misc]
        for name, chain in chains.items()
    }


def compare(given: Sequence[str]) -> None:
    """Whether both keep or both leave out, filter by filter."""
    print(f"\nbeside datatrove, on {len(given)} articles with lines")
    for name, judge in judges().items():
        begun = time.process_time()
        theirs = [judge(text) for text in given]
        between = time.process_time()
        ours = [condemned(name, text) for text in given]
        faster = (between - begun) / (time.process_time() - between)
        same = sum((a is None) == (b is None) for a, b in zip(theirs, ours, strict=True)) / len(given)
        apart = Counter((a, b and b.reason) for a, b in zip(theirs, ours, strict=True) if (a is None) != (b is None))
        they, we = (sum(one is not None for one in all_) / len(given) for all_ in (theirs, ours))
        print(f"  {name:18} agree {same:.3f}; they leave out {they:.1%}, we {we:.1%}; ours {faster:.0f} times as fast")
        for (a, b), count in apart.most_common(3):
            print(f"      {count:4} theirs {a}, ours {b}")


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--examples", type=int, default=20, help="printed a filter")
    parser.add_argument("--judge", type=int, default=0, metavar="N", help="ask datatrove too, of N articles")
    asked = parser.parse_args()
    whole, flat = texts()
    print(f"{len(whole)} articles with lines, {len(flat)} without")
    for name in FILTERS:
        show(name, whole, flat, asked.examples)
    show_masking([*whole, *flat])
    if asked.judge and not judges():
        sys.exit("datatrove is not installed beside us: pip install datatrove spacy pyvi")
    if asked.judge:
        compare(random.Random(2).sample(whole, min(asked.judge, len(whole))))


if __name__ == "__main__":
    main()
