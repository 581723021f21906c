"""Near-duplicates on real articles: ours and the peers', each as people write it, in one run.

`python -m bench.neardup` with KHOBAO_SHARED pointing at the measuring set (default ../shared). Every contender runs in
a process of its own, on one core, from raw texts to links; the peers get the words folded as ours are.
It prints, for each: the share of true pairs found by band of Jaccard and of contained pairs (linked or in one cluster),
links whose Jaccard (containment) is below .65 (.75), articles a second of CPU time, memory beyond the texts.
"""

import gzip
import multiprocessing
import re
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import psutil

from bench.shared import shared
from crawler.neardup.clusters import groups
from crawler.neardup.dedup import dedup
from crawler.neardup.folding import fold

Link = tuple[int, int, str]
BANDS = ("J=1", ".9-1", ".8-.9", ".7-.8", "contained")
_WORD = re.compile(r"\w+")


class Corpus(NamedTuple):
    """The articles: texts by number, and the same as a file of JSON lines with the number as id."""

    texts: list[str]
    path: Path


Finder = Callable[[Corpus], Iterable[Link]]


class Run(NamedTuple):
    """What one contender did: links (article, earlier article, kind), seconds of CPU, bytes beyond the texts."""

    links: list[Link]
    seconds: float
    memory: int


class Pair(NamedTuple):
    """A true pair: Jaccard index, containment, shingles of the shorter."""

    jaccard: float
    containment: float
    shorter: int


Truth = dict[tuple[int, int], Pair]


def khobao(corpus: Corpus) -> Iterable[Link]:
    """Ours, as `khobao dedup` runs it: a file of JSON lines in, one out."""
    out = corpus.path.with_name("out.jsonl")
    dedup(str(corpus.path), out, lambda stage, done: None)
    return told(out)


def told(out: Path) -> Iterator[Link]:
    """What the lines say; read when the clock has stopped."""
    for one in map(orjson.loads, out.read_bytes().splitlines()):
        if one["duplicate_of"] is not None:
            yield one["id"], one["duplicate_of"], one["kind"]
        if one["cluster"] is not None:
            yield one["id"], one["cluster"], "cluster"


def datasketch(threshold: float) -> Finder:
    """`MinHashLSH` with its own choice of bands, `update_batch`, xxhash."""

    def find(corpus: Corpus) -> list[Link]:
        import datasketch as library
        from xxhash import xxh32_intdigest

        index = library.MinHashLSH(threshold=threshold, num_perm=128)
        links: list[Link] = []
        for number, text in enumerate(corpus.texts):
            signature = library.MinHash(num_perm=128, hashfunc=xxh32_intdigest)
            signature.update_batch(one.encode() for one in shingles(text))
            links.extend(earliest(number, index.query(signature)))
            index.insert(number, signature)
        return links

    return find


def rensa(corpus: Corpus) -> list[Link]:
    """`RMinHash` and `RMinHashLSH`, 32 bands of 4."""
    import rensa as library

    index = library.RMinHashLSH(threshold=0.7, num_perm=128, num_bands=32)
    signatures: list[Any] = []
    links: list[Link] = []
    for number, text in enumerate(corpus.texts):
        signature = library.RMinHash(num_perm=128, seed=1)
        signature.update(list(shingles(text)))
        found = [other for other in index.query(signature) if signatures[other].jaccard(signature) >= 0.7]
        links.extend(earliest(number, found))
        index.insert(number, signature)
        signatures.append(signature)
    return links


def gaoya(corpus: Corpus) -> list[Link]:
    """`MinHashStringIndex`, words cut in Rust, 32 bands of 4."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(32, 0.7, 32, 4, None, "word", True, (5, 5))
    links: list[Link] = []
    for number, text in enumerate(corpus.texts):
        plain = fold(text)
        links.extend(earliest(number, index.query(plain)))
        index.insert_document(number, plain)
    return links


CONTENDERS: dict[str, Finder] = {
    "khobao dedup": khobao,
    "datasketch .8": datasketch(0.8),
    "datasketch .5": datasketch(0.5),
    "rensa 32x4, .7": rensa,
    "gaoya 32x4, .7": gaoya,
}


def shingles(text: str) -> set[str]:
    """Runs of five folded words."""
    words = _WORD.findall(fold(text))
    return {" ".join(words[start : start + 5]) for start in range(max(1, len(words) - 4))} if words else set()


def earliest(number: int, found: Iterable[int]) -> Iterator[Link]:
    """A link to the earliest article found, if any was."""
    others = list(found)
    if others:
        yield number, min(others), "near"


def measured(name: str, corpus: Corpus) -> Run:
    """Run a contender in a process of its own."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(_run, (name, corpus))


def _run(name: str, corpus: Corpus) -> Run:
    before, started = psutil.Process().memory_info().rss, time.process_time()
    links = CONTENDERS[name](corpus)
    seconds = time.process_time() - started
    return Run(list(links), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before)


def band_of(pair: Pair) -> str | None:
    """The band of a true pair."""
    if pair.jaccard >= 0.7:
        return BANDS[0] if pair.jaccard >= 0.9999 else BANDS[min(3, 10 - int(pair.jaccard * 10))]
    return "contained" if pair.containment >= 0.8 and pair.jaccard < 0.5 and pair.shorter >= 50 else None


def report(name: str, run: Run, truth: Truth, articles: int) -> str:
    """One line of the table."""
    sides: dict[int, list[int]] = {}
    for one, other, kind in run.links:
        if kind != "contained":
            sides.setdefault(one, []).append(other)
            sides.setdefault(other, []).append(one)
    cluster = {member: number for number, group in enumerate(groups(sides, sides)) for member in group}
    linked = {frozenset(link[:2]) for link in run.links}
    there, found = Counter[str](), Counter[str]()
    for (one, other), pair in truth.items():
        band = band_of(pair)
        if band:
            there[band] += 1
            together = one in cluster and cluster[one] == cluster.get(other)
            found[band] += together or frozenset((one, other)) in linked
    direct = [link for link in run.links if link[2] != "cluster"]
    wrong = sum(_is_wrong(truth.get((min(one, other), max(one, other))), kind) for one, other, kind in direct)
    recall = "".join(f"{found[band] / max(1, there[band]):10.3f}" for band in BANDS)
    return f"{name:16}{recall}{wrong:6} of {len(direct):4}{articles / run.seconds:12,.0f}{run.memory / 1e6:8,.0f}"


def _is_wrong(pair: Pair | None, kind: str) -> bool:
    if pair is None:
        return True
    return pair.containment < 0.75 if kind == "contained" else pair.jaccard < 0.65


def read() -> tuple[list[str], Truth]:
    """The texts, and the true pairs of their numbers."""
    numbers: dict[str, int] = {}
    texts: list[str] = []
    with gzip.open(shared("neardup", "articles.jsonl.gz"), "rb") as lines:
        for value in map(orjson.loads, lines):
            numbers[value["id"]] = len(texts)
            texts.append(value["text"])
    truth: Truth = {}
    for row in shared("neardup", "pairs.tsv").read_text().splitlines()[1:]:
        a, b, jaccard, containment, shorter = row.split("\t")
        one, other = sorted((numbers[a], numbers[b]))
        truth[one, other] = Pair(float(jaccard), float(containment), int(shorter))
    return texts, truth


def main() -> None:
    """Run all and print the table."""
    texts, truth = read()
    print(f"{'':16}" + "".join(f"{band:>10}" for band in BANDS) + "  wrong links   articles/s      MB")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "in.jsonl")
        path.write_bytes(b"".join(orjson.dumps({"id": n, "text": text}) + b"\n" for n, text in enumerate(texts)))
        for name in CONTENDERS:
            print(report(name, measured(name, Corpus(texts, path)), truth, len(texts)), flush=True)


if __name__ == "__main__":
    main()
