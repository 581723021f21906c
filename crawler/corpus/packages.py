"""A web archive of the articles that the steps of an export pass on."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from crawler.archive import Exported, Snapshot
from crawler.corpus.batches import Packer
from crawler.corpus.captures import Captures
from crawler.corpus.folder import new_file, new_folder
from crawler.corpus.selection import Copies, Options, Selection
from crawler.corpus.steps import reach
from crawler.corpus.wacz import SUFFIX, Watch, write_wacz

WACZ_FILE = f"archive{SUFFIX}"


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


def export_wacz(articles: Iterable[Exported], captures: Captures, out: Path, watch: Watch) -> int:
    """Package the captures with a list of the articles; returns how many it lists. `watch` as for `write_wacz`.

    `out` is a new file when its name ends in .wacz, else a new folder for `archive.wacz`; either appears when it is
    whole. Raises BadInput, UnreadableRecord, and whatever reading the articles raises.
    """
    if out.suffix == SUFFIX:
        with new_file(out) as file:
            return write_wacz(articles, captures, file, watch)
    with new_folder(out) as folder:
        return write_wacz(articles, captures, folder / WACZ_FILE, watch)
