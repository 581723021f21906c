"""A few articles through all the steps: what is written of them, and their entries in the index.

This is what worker processes do. It depends on the articles alone, never on which others come with them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crawler.archive import Ancestor, Exported, Outgoing, Snapshot
from crawler.corpus.body import require_utf8
from crawler.corpus.candidates import Candidate
from crawler.corpus.firsts import Firsts
from crawler.corpus.index import COPY_KINDS, ENTRY, LEFT_OUT, UNDATED, Entries, Names
from crawler.corpus.parts import Part, Parting
from crawler.corpus.records.recorders import Recorded, Records, joined, recorder
from crawler.corpus.selection import Copies, Options
from crawler.corpus.splits import Splitter
from crawler.corpus.steps import steps
from crawler.corpus.written import Writer
from crawler.items import Verdict

_UNIQUE = Verdict("unique")

_READ = 500
"""Articles whose bodies are held at once: 2 MB of JSON."""


class Batch(NamedTuple):
    """What became of some articles, in order: entries that refer to `names`, and the records of those that are
    written."""

    articles: int
    names: Names
    entries: Entries
    records: Records


class Packed(NamedTuple):
    """The same, with records ready for the files of their splits."""

    articles: int
    names: Names
    entries: Entries
    parts: list[Part]


class Packer:
    """Makes batches by the options of one export."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._selection = options.selection
        self._steps = steps(options)
        self._writer = Writer(options)
        self._firsts = Firsts(options, self._writer) if options.selection.copies is Copies.DROP else None
        self._splitter = Splitter(options.split) if options.split else None
        self._record = recorder(options.format)

    def batch(self, snapshot: Snapshot, numbers: Sequence[int]) -> Batch:
        """The batch of these articles. Raises ArchiveUnusable."""
        numbering = _Numbering()
        made = list(self._made(snapshot, numbers, numbering))
        entries = np.concatenate([entries for entries, _ in made])
        return Batch(len(numbers), numbering.names, entries, joined([records for _, records in made]))

    def packed(self, snapshot: Snapshot, numbers: Sequence[int]) -> Packed:
        """The same, packed. Raises ArchiveUnusable."""
        numbering, parting, made = _Numbering(), Parting(self._options), []
        for entries, records in self._made(snapshot, numbers, numbering):
            outcomes = entries["outcome"]
            parting.add(outcomes[outcomes < LEFT_OUT], records)
            made.append(entries)
        return Packed(len(numbers), numbering.names, np.concatenate(made), parting.parts())

    def _made(
        self, snapshot: Snapshot, numbers: Sequence[int], numbering: "_Numbering"
    ) -> Iterator[tuple[Entries, Records]]:
        for some in _in_bits(numbers):
            rows = snapshot.read(some, revisions=self._selection.revisions == "all")
            candidates = list(self._candidates(snapshot, rows))
            outcomes = np.array([self._outcome(one) for one in candidates], np.uint8)
            places = np.flatnonzero(outcomes < LEFT_OUT)
            written = [candidates[place] for place in places.tolist()]
            told = [self._told(one) for one in written]
            recorded = self._record(written, told)
            entries = _entries([one.row for one in candidates], outcomes, numbering)
            entries[places] = _said(entries[places], written, told, recorded, numbering)
            yield entries, recorded.records

    def passed(self, snapshot: Snapshot, numbers: Sequence[int]) -> Iterator[Exported]:
        """Those of these articles that all steps pass on, for what needs more than records. Raises ArchiveUnusable."""
        for some in _in_bits(numbers):
            yield from self._passed(snapshot, snapshot.read(some, revisions=self._selection.revisions == "all"))

    def _passed(self, snapshot: Snapshot, rows: Sequence[Outgoing]) -> Iterator[Exported]:
        for one in self._candidates(snapshot, rows):
            if self._outcome(one) < LEFT_OUT:
                row = one.row
                yield Exported(
                    row.facts.number, "", row.found_by, one.article, row.fetched_at, row.revision, self._told(one),
                    row.gone_at, row.warc, row.found_at, row.facts.quarantined,
                )  # fmt: skip

    def _candidates(self, snapshot: Snapshot, rows: Sequence[Outgoing]) -> Iterable[Candidate]:
        if self._writer.verbatim:
            require_utf8([(row.body, row.facts.id) for row in rows])
        firsts = self._firsts.among(snapshot, rows) if self._firsts else set()
        families = snapshot.families({row.facts.number for row in rows}) if self._splitter else {}
        for row in rows:
            first = row.verdict.cluster is None or row.facts.number in firsts
            yield Candidate(row, self._writer, first=first, split=self._split(row, families))

    def _split(self, row: Outgoing, families: Mapping[int, Ancestor]) -> int | None:
        return self._splitter.split_of(row.facts, families) if self._splitter else 0

    def _outcome(self, one: Candidate) -> int:
        for place, step in enumerate(self._steps):
            if not step.passes(one):
                return LEFT_OUT + place
        return one.split or 0

    def _told(self, one: Candidate) -> Verdict:
        return _UNIQUE if self._selection.copies is Copies.KEEP else one.row.verdict


def _in_bits(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[at : at + _READ] for at in range(0, len(numbers), _READ))


class _Numbering:
    """Gives names numbers in the order in which they come."""

    def __init__(self) -> None:
        self._sites: dict[str, int] = {}
        self._extractors: dict[str, int] = {}

    @property
    def names(self) -> Names:
        return Names(tuple(self._sites), tuple(self._extractors))

    def site(self, name: str) -> int:
        return self._sites.setdefault(name, len(self._sites))

    def extractor(self, name: str) -> int:
        return self._extractors.setdefault(name, len(self._extractors))


def _entries(rows: Sequence[Outgoing], outcomes: npt.NDArray[np.uint8], numbering: _Numbering) -> Entries:
    """Entries of the index as if nothing were written."""
    facts = [row.facts for row in rows]
    entries = np.zeros(len(rows), ENTRY)
    entries["moment"] = [UNDATED if one.published_at is None else one.moment for one in facts]
    entries["id"] = np.array([int(one.id, 16) for one in facts], np.uint64)
    entries["revision"] = [row.revision for row in rows]
    entries["site"] = [numbering.site(one.site) for one in facts]
    entries["extractor"] = numbering.extractor("")
    entries["outcome"] = outcomes
    return entries


def _said(
    entries: Entries, written: Sequence[Candidate], told: Sequence[Verdict], recorded: Recorded, numbering: _Numbering
) -> Entries:
    """The entries of those that are written, with what is known of their records."""
    entries["digest"] = np.frombuffer(b"".join(recorded.digests), ENTRY["digest"])
    entries["characters"] = recorded.characters
    entries["extractor"] = [numbering.extractor(one.body.extractor) for one in written]
    entries["masked"] = [min(one.written.masked, 0xFFFF) for one in written]
    entries["copy"] = [COPY_KINDS.index(verdict.kind) for verdict in told]
    return entries
