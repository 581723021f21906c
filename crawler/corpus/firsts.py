"""Which article of a cluster is kept when copies are dropped: of those that nothing else leaves out the first."""

from collections.abc import Collection, Iterable, Sequence

from crawler.archive import Facts, Outgoing, Snapshot
from crawler.corpus.candidates import Candidate
from crawler.corpus.selection import Options
from crawler.corpus.steps import choices, reach, text_steps
from crawler.corpus.written import Writer

_REMEMBERED = 100_000
"""Articles of which it is remembered whether their texts pass: 10 MB."""


class Firsts:
    """Finds them by facts and, when texts are chosen too, by the latest revision of each text."""

    def __init__(self, options: Options, writer: Writer) -> None:
        self._reach = reach(options.selection)
        self._choices = list(choices(options.selection))
        self._steps = list(text_steps(options))
        self._writer = writer
        self._passes: dict[int, bool] = {}

    def among(self, snapshot: Snapshot, rows: Iterable[Outgoing]) -> set[int]:
        """The numbers of the articles that are kept of the clusters in which these are. Raises ArchiveUnusable."""
        clustered = {row.facts.number for row in rows if row.verdict.cluster is not None}
        queues = [self._by_facts(cluster) for cluster in snapshot.clusters(clustered)]
        firsts: set[int] = set()
        while queues := [queue for queue in queues if queue]:
            passing = self._by_text(snapshot, {queue[0] for queue in queues})
            firsts |= passing
            queues = [queue[1:] for queue in queues if queue[0] not in passing]
        return firsts

    def _by_facts(self, cluster: Iterable[Facts]) -> list[int]:
        """Numbers in the order of publication."""
        left = [one for one in cluster if self._reach.holds(one) and all(c.passes(one) for c in self._choices)]
        return [one.number for one in sorted(left, key=lambda one: (one.moment, one.number))]

    def _by_text(self, snapshot: Snapshot, numbers: Collection[int]) -> set[int]:
        if not self._steps:
            return set(numbers)
        if len(self._passes) > _REMEMBERED:
            self._passes.clear()
        unknown: Sequence[int] = [number for number in numbers if number not in self._passes]
        for row in snapshot.read(unknown) if unknown else ():
            one = Candidate(row, self._writer)
            self._passes[row.facts.number] = all(step.passes(one) for step in self._steps)
        return {number for number in numbers if self._passes[number]}
