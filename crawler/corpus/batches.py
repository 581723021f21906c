"""A few articles through all the steps: what is written of them, and their entries in the index.

This is what worker processes do. It depends on the articles alone, never on which others come with them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from crawler.archive import Ancestor, Exported, Outgoing, Snapshot
from crawler.corpus.candidates import Candidate
from crawler.corpus.index import COPY_KINDS, ENTRY, LEFT_OUT, Names, moment_of
from crawler.corpus.records.recorders import DIGEST_SIZE, Packed, recorder
from crawler.corpus.selection import Copies, Options
from crawler.corpus.splits import Splitter
from crawler.corpus.steps import choices, reach, steps
from crawler.corpus.written import Writer
from crawler.items import Verdict

_UNIQUE = Verdict("unique")
_NOTHING = bytes(DIGEST_SIZE)


class Batch(NamedTuple):
    """What became of some articles, in order: `entries` are bytes of `crawler.corpus.index.ENTRY` that refer to
    `names`, `records` those that are written."""

    articles: int
    names: Names
    entries: bytes
    records: Packed


class Packer:
    """Makes batches by the options of one export."""

    def __init__(self, options: Options) -> None:
        self._selection = options.selection
        self._choices = list(choices(options.selection))
        self._reach = reach(options.selection)
        self._steps = steps(options)
        self._writer = Writer(options)
        self._splitter = Splitter(options.split) if options.split else None
        self._record = recorder(options.format)

    def batch(self, snapshot: Snapshot, numbers: Sequence[int]) -> Batch:
        """The batch of these articles. Raises ArchiveUnusable."""
        rows = snapshot.read(numbers, revisions=self._selection.revisions == "all")
        candidates = list(self._candidates(snapshot, rows))
        outcomes = [self._outcome(one) for one in candidates]
        written = [one for one, outcome in zip(candidates, outcomes, strict=True) if outcome < LEFT_OUT]
        told = [self._told(one) for one in written]
        records, digests = self._record(written, told)
        names, entries = _entries(candidates, outcomes, zip(told, digests, strict=True))
        return Batch(len(numbers), names, entries, records)

    def passed(self, snapshot: Snapshot, numbers: Sequence[int]) -> Iterator[Exported]:
        """Those of these articles that all steps pass on, for what needs more than records. Raises ArchiveUnusable."""
        rows = snapshot.read(numbers, revisions=self._selection.revisions == "all")
        for one in self._candidates(snapshot, rows):
            if self._outcome(one) < LEFT_OUT:
                row = one.row
                yield Exported(
                    row.facts.number, "", row.found_by, one.article, row.fetched_at, row.revision, self._told(one),
                    row.gone_at, row.warc, row.found_at, row.facts.quarantined,
                )  # fmt: skip

    def _candidates(self, snapshot: Snapshot, rows: Sequence[Outgoing]) -> Iterable[Candidate]:
        firsts = self._firsts(snapshot, rows)
        families = snapshot.families({row.facts.number for row in rows}) if self._splitter else {}
        for row in rows:
            first = row.verdict.cluster is None or row.facts.number in firsts
            yield Candidate(row, self._writer, first=first, split=self._split(row, families))

    def _firsts(self, snapshot: Snapshot, rows: Sequence[Outgoing]) -> set[int]:
        """Of each cluster the article that was published first, of those that the choices by facts leave."""
        if self._selection.copies is not Copies.DROP:
            return set()
        clustered = {row.facts.number for row in rows if row.verdict.cluster is not None}
        firsts = set()
        for cluster in snapshot.clusters(clustered):
            left = [one for one in cluster if self._reach.holds(one) and all(c.passes(one) for c in self._choices)]
            if left:
                firsts.add(min(left, key=lambda one: (one.moment, one.number)).number)
        return firsts

    def _split(self, row: Outgoing, families: Mapping[int, Ancestor]) -> int | None:
        return self._splitter.split_of(row.facts, families) if self._splitter else 0

    def _outcome(self, one: Candidate) -> int:
        for place, step in enumerate(self._steps):
            if not step.passes(one):
                return LEFT_OUT + place
        return one.split or 0

    def _told(self, one: Candidate) -> Verdict:
        return _UNIQUE if self._selection.copies is Copies.KEEP else one.row.verdict


def _entries(
    candidates: Sequence[Candidate], outcomes: Sequence[int], written: Iterable[tuple[Verdict, bytes]]
) -> tuple[Names, bytes]:
    """Entries, and the names that they refer to, in the order in which they come; `written` is of those that are."""
    sites: dict[str, int] = {}
    extractors: dict[str, int] = {}
    following = iter(written)
    entries = np.zeros(len(candidates), ENTRY)
    for place, (one, outcome) in enumerate(zip(candidates, outcomes, strict=True)):
        facts = one.row.facts
        site = sites.setdefault(facts.site, len(sites))
        extractor, said = "", (0, 0, _NOTHING, 0)
        if outcome < LEFT_OUT:
            verdict, digest = next(following)
            extractor, words = one.body.extractor, one.written
            said = words.characters, min(words.masked, 0xFFFF), digest, COPY_KINDS.index(verdict.kind)
        number = extractors.setdefault(extractor, len(extractors))
        moment, id_, revision = moment_of(facts.published_at), int(facts.id, 16), one.row.revision
        entries[place] = (moment, id_, said[2], revision, said[0], site, number, said[1], outcome, said[3])
    return Names(tuple(sites), tuple(extractors)), entries.tobytes()
