"""`khobao export --format wacz`: the archived pages as a web archive."""

import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from rich.progress import Progress

from crawler.archive import Archive, Exported
from crawler.cli.export_progress import export_progress
from crawler.cli.telling import told_to_a_person
from crawler.corpus import Options, Source
from crawler.corpus.captures import PagesAlone, WholeFiles
from crawler.corpus.export import require_papers
from crawler.corpus.packages import all_of_it, chosen, export_wacz

_READ = "{task.completed:,.0f} {task.description}"


def wacz_command(source: Source, options: Options, out: Path) -> None:
    """Write the package and say how many articles it lists. Raises BadInput, ArchiveUnusable, UnreadableRecord."""
    captures = WholeFiles if all_of_it(options.selection) else PagesAlone
    opened = Archive.open(source.database_url, source.archive_dir, write=False)
    with opened as archive, archive.snapshot() as snapshot, export_progress(_READ, alone=True) as progress:
        require_papers(snapshot, options)
        packed = progress.add_task("bytes of WARC files packed", total=None)
        articles = _counted(chosen(snapshot, options), progress)
        watch = partial(progress.advance, packed)
        count = export_wacz(articles, captures(source.archive_dir / "warc"), out, told_to_a_person, watch)
    print(f"{count} articles in {out}", file=sys.stderr)


def _counted(articles: Iterable[Exported], progress: Progress) -> Iterator[Exported]:
    """The same articles, with their number shown while they pass."""
    task = progress.add_task("articles read", total=None)
    for one in articles:
        yield one
        progress.advance(task)
