"""A web archive of the articles that the steps of an export pass on."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from crawler.archive import Exported, Snapshot
from crawler.corpus.batches import Packer
from crawler.corpus.captures import Captures
from crawler.corpus.packing import packing
from crawler.corpus.selection import Copies, Options, Selection
from crawler.corpus.steps import reach
from crawler.corpus.wacz import Watch, write_wacz
from crawler.corpus.working import Told


def chosen(snapshot: Snapshot, options: Options) -> Iterator[Exported]:
    """The articles, in export order. Raises ArchiveUnusable."""
    packer = Packer(options)
    for numbers in snapshot.numbers(reach(options.selection)):
        yield from packer.passed(snapshot, numbers)


def all_of_it(selection: Selection) -> bool:
    """Whether an export leaves nothing out but what is in quarantine: then whole WARC files are packaged."""
    return selection in (
        Selection(copies=copies, revisions=selection.revisions) for copies in (Copies.KEEP, Copies.FLAG)
    )


def export_wacz(articles: Iterable[Exported], captures: Captures, out: Path, told: Told, watch: Watch) -> int:
    """Package the captures with a list of the articles; returns how many it lists. `watch` as for `write_wacz`.

    What `out` is, and what becomes of an export that is interrupted, tells `packing`. Raises BadInput,
    UnreadableRecord, and whatever reading the articles raises.
    """
    with packing(out, told) as (file, pieces):
        return write_wacz(articles, captures, pieces, file, watch)
