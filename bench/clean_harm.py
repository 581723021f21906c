"""What `khobao clean` takes out of text that is clean already: `python -m bench.clean_harm [--half tuning|held-out]`.

Reads `neardup/articles.jsonl.gz` below KHOBAO_SHARED (default ../shared), prints every removal, then the share of
words removed. The goal is 0.05 % at most. Rules were tuned on the lines of even number only ("tuning").
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from time import process_time

from bench.shared import shared
from crawler.cleaning import clean

GOAL = 0.0005
HALVES = {"all": (0, 1), "tuning": (0, 2), "held-out": (1, 2)}


def articles(half: str) -> Iterator[dict[str, str]]:
    """The articles of a half, as {"id", "title", "text"}."""
    first, step = HALVES[half]
    with gzip.open(shared("neardup", "articles.jsonl.gz"), "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in islice(lines, first, None, step))


def words_removed(before: str, after: str) -> int:
    """How many words of the text are not in the cleaned text, counted with their repetitions."""
    return (Counter(before.split()) - Counter(after.split())).total()


def main() -> int:
    """Print removals and the share; 0 when the goal is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, default="all")
    total = removed = touched = 0
    reasons: Counter[str] = Counter()
    started = process_time()
    half = parser.parse_args().half
    for article in articles(half):
        cleaned = clean(article["text"])
        lost = words_removed(article["text"], cleaned.text)
        total += len(article["text"].split())
        removed += lost
        touched += bool(lost)
        for piece in cleaned.dropped:
            reasons[piece.reason] += len(piece.text.split())
            print(f"{article['id']}\t{piece.reason}\t{piece.text}")
    print(f"{half}: {removed:,} of {total:,} words removed ({removed / total:.4%}; goal {GOAL:.2%} at most)")
    print(f"{touched:,} articles touched in {process_time() - started:.1f} s; words by reason: {dict(reasons)}")
    return int(removed > GOAL * total)


if __name__ == "__main__":
    sys.exit(main())
