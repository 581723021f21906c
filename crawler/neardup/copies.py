"""Verdicts on all documents of a spool at once."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crawler.items import VerdictKind
from crawler.neardup.clusters import groups
from crawler.neardup.minhash import BANDS
from crawler.neardup.pairs import SAMPLE_PARTS, banded_pairs, decoded, sampled_pairs, sides
from crawler.neardup.relation import Thresholds, relation
from crawler.neardup.search import enough
from crawler.neardup.spool import SPOOLED_SHARE, Spool
from crawler.neardup.templates import Form, templated
from crawler.neardup.verdict import Neighbour, choose

SETS_HELD = 4096  # 17 MB: pairs come in order of publication, and copies are published close together

STRONG = ("exact", "near")
"""The links that hold a cluster together."""

_TOLD_EVERY = 1000


class Copy(NamedTuple):
    """The verdict on the document of a line; the others are lines too, from 1."""

    kind: VerdictKind
    duplicate_of: int | None = None
    similarity: float | None = None
    cluster: int | None = None


class Ranking:
    """Texts by rank, which is the order of their first publication: without a time after all others, then by line."""

    def __init__(self, spool: Spool) -> None:
        self.text_of, moments = spool.documents()
        published = np.argsort(moments, kind="stable")
        published = published[self.text_of[published] >= 0]
        texts, places, counts = np.unique(self.text_of[published], return_index=True, return_counts=True)
        self.texts: NDArray[np.int64] = texts[np.argsort(places)]
        self.of_text = np.empty(len(texts), dtype=np.int64)
        self.of_text[self.texts] = np.arange(len(texts))
        self.originals = published[np.sort(places)] + 1
        self.copied = counts[self.texts] > 1


class Copies:
    """Which lines are copies of which."""

    def __init__(self, ranking: Ranking, links: dict[int, list[Neighbour]], sizes: NDArray[np.int64]) -> None:
        self._ranking = ranking
        self._links = links
        self._sizes = sizes
        near = {rank: [other.text for other in linked if other.kind in STRONG] for rank, linked in links.items()}
        self._cluster = {rank: min(group) for group in groups(near, near) if len(group) > 1 for rank in group}

    def without_templates(self, forms_of: Callable[[set[int]], Mapping[int, Form]]) -> "Copies":
        """The same with what is one form filled in again told as templates, outside of clusters.

        `forms_of` gives the forms (see `crawler.neardup.templates`) of lines.
        """
        wanted = {self._original(rank): rank for rank in self._links}
        forms = {wanted[line]: form for line, form in forms_of(set(wanted)).items()}
        return Copies(self._ranking, templated(self._links, forms), self._sizes)

    def of_line(self, line: int) -> Copy:
        """The verdict on one line."""
        text = int(self._ranking.text_of[line - 1])
        if text < 0:
            return Copy("unique")
        rank = int(self._ranking.of_text[text])
        original, cluster = self._original(rank), self._cluster_of(rank)
        if line != original:
            return Copy("exact", original, 1.0, cluster)
        choice = choose((rank, 0), int(self._sizes[rank]), self._links.get(rank, ()))
        if choice is None:
            return Copy("unique", cluster=cluster)
        return Copy(choice.kind, self._original(choice.text), choice.similarity, cluster)

    def _original(self, rank: int) -> int:
        return int(self._ranking.originals[rank])

    def _cluster_of(self, rank: int) -> int | None:
        if rank in self._cluster:
            return self._original(self._cluster[rank])
        return self._original(rank) if self._ranking.copied[rank] else None


def find_copies(spool: Spool, thresholds: Thresholds, progress: Callable[[int], None]) -> Copies:
    """Compare all texts that may be copies of each other. `progress` is told how many pairs were compared."""
    ranking = Ranking(spool)
    sizes = spool.sizes()[ranking.texts]
    sets = lru_cache(maxsize=SETS_HELD)(lambda rank: spool.shingles(int(ranking.texts[rank])))
    links: dict[int, list[Neighbour]] = defaultdict(list)
    for done, (one, other) in enumerate(decoded(_candidates(spool, ranking, sizes)), 1):
        how = relation(sets(one), sets(other), thresholds)
        if how is not None:
            links[one].append(Neighbour(other, *how, (other, 0), int(sizes[other])))
            links[other].append(Neighbour(one, *how, (one, 0), int(sizes[one])))
        if done % _TOLD_EVERY == 0:
            progress(done)
    return Copies(ranking, links, sizes)


def _candidates(spool: Spool, ranking: Ranking, sizes: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Pairs of ranks that share a band or two sampled shingles, and as many of those as copies of their size do."""

    def sampled(part: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        hashes, texts = spool.samples(part, SAMPLE_PARTS)
        ranks = ranking.of_text[texts]
        order = np.argsort(ranks, kind="stable")
        return hashes[order], ranks[order]

    sharing, counts = sampled_pairs(sampled)
    banded = banded_pairs(spool.bands(band)[ranking.texts] for band in range(BANDS))
    pairs = np.union1d(banded, sharing[counts >= 2])
    shared = np.zeros(len(pairs), dtype=np.int64)
    known = np.isin(pairs, sharing)
    shared[known] = counts[np.searchsorted(sharing, pairs[known])]
    low, high = sides(pairs)
    return pairs[np.flatnonzero(shared >= enough(np.minimum(sizes[low], sizes[high]), SPOOLED_SHARE))]
