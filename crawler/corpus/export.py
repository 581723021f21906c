"""An export of an archive: a release of everything that its steps pass on."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from crawler.archive import Reach, Snapshot
from crawler.corpus.aim import Aim
from crawler.corpus.assembly import Assembly, Lineage
from crawler.corpus.batches import Packed, Packer
from crawler.corpus.crew import Maker, Source, makers
from crawler.corpus.manifest import Manifest, State
from crawler.corpus.publication import Publication
from crawler.corpus.selection import Options
from crawler.corpus.steps import reach
from crawler.corpus.versions import versions
from crawler.corpus.working import Told, working
from crawler.errors import BadInput

NOTHING_KNOWN = Publication()


class Progress(Protocol):
    """Hears of progress."""

    def begin(self, total: int, done: int) -> None:
        """So many articles there are, of which so many were done before."""

    def advance(self, articles: int) -> None:
        """So many more are done."""


def export(
    source: Source,
    options: Options,
    out: Path,
    *,
    told: Told,
    progress: Progress,
    workers: int = 1,
    publication: Publication = NOTHING_KNOWN,
) -> Manifest:
    """Export one state of the archive into the new folder `out`, which appears when it is whole.

    Raises BadInput when it is not empty or cannot be written, and ArchiveUnusable. An export that was interrupted goes
    on where it was, when the archive has not changed since.
    """
    within = reach(options.selection)
    with makers(source, options, Packer.packed, workers, lambda now: now.count(within)) as (snapshot, maker):
        require_papers(snapshot, options)
        aim = Aim(options, State(*snapshot.mark), versions(options), publication)
        with working(out, aim, told) as work, Assembly(work, aim) as assembly:
            _assemble(assembly, snapshot, maker, aim, progress)
            assembly.close()
            return assembly.finish(Lineage())


def require_papers(snapshot: Snapshot, options: Options) -> None:
    """Raises BadInput for a paper of which the archive holds nothing: its id is mistyped."""
    for site in options.selection.sites or ():
        if not snapshot.count(Reach((site,))):
            raise BadInput(f"{site}: the archive holds no article of such a paper: `khobao report` lists all")


def _assemble(assembly: Assembly, snapshot: Snapshot, maker: Maker[Packed], aim: Aim, progress: Progress) -> None:
    within = reach(aim.options.selection)
    progress.begin(snapshot.count(within), assembly.articles)
    for batch in maker.batches(_after(snapshot.numbers(within), assembly.articles)):
        assembly.add(batch.names, batch.entries, batch.parts)
        progress.advance(batch.articles)


def _after(numbers: Iterable[Sequence[int]], passed: int) -> Iterator[Sequence[int]]:
    """The numbers without the first ones, so many."""
    for some in numbers:
        if passed < len(some):
            yield some[passed:]
        passed = max(0, passed - len(some))
