"""`khobao export`: the articles of the archive as a corpus."""

import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crawler.archive import Archive, Exported
from crawler.cli.project import project
from crawler.corpus import Copies, Format, PagesAlone, WholeFiles, export, export_wacz


def export_command(
    *,
    form: Annotated[
        Format, typer.Option("--format", help="one text file an article, one JSON object a line, or a web archive")
    ],
    out: Annotated[Path, typer.Option(help="the folder to make, or a file NAME.wacz; it must not be there")],
    site: Annotated[str, typer.Option(help="ids of sites, comma-separated; default: all")] = "",
    copies: Annotated[Copies | None, typer.Option(help="default: drop for seed, else flag")] = None,
    revisions: Annotated[Literal["latest", "all"], typer.Option(help="of each article")] = "latest",
    database: Annotated[str | None, typer.Option(help="default: the project's DATABASE_URL")] = None,
    archive: Annotated[Path | None, typer.Option(help="default: the project's ARCHIVE_DIR")] = None,
) -> None:
    """Write the articles of the archive, by day of publication, into a new folder; it appears when it is whole."""
    here = project()
    folder = archive or here.archive_dir
    sites = [name.strip() for name in site.split(",") if name.strip()] or None
    opened = Archive.open(database or here.database_url, folder, write=False)
    with opened as source, _progress() as progress:
        articles = _counted(source.exported(sites=sites, revisions=revisions == "all"), progress)
        if form is Format.WACZ:
            chosen = PagesAlone if sites or copies is Copies.DROP else WholeFiles
            packed = progress.add_task("bytes of WARC files packed", total=None)
            watch = partial(progress.advance, packed)
            count = export_wacz(articles, chosen(folder / "warc"), out, watch, copies)
        else:
            count = export(articles, form, out, copies)
    print(f"{count} articles in {out}", file=sys.stderr)


def _counted(articles: Iterable[Exported], progress: Progress) -> Iterator[Exported]:
    """The same articles, with their number shown while they pass."""
    task = progress.add_task("articles read", total=None)
    for one in articles:
        yield one
        progress.advance(task)


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} {task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
