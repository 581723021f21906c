"""`khobao export`: the articles of the archive as a corpus."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crawler.archive import Archive, Exported
from crawler.cli.project import project
from crawler.corpus import Copies, Format, export


def export_command(
    *,
    form: Annotated[Format, typer.Option("--format", help="one text file an article, or one JSON object a line")],
    out: Annotated[Path, typer.Option(help="the folder to make; it must not be there, or be empty")],
    copies: Annotated[Copies | None, typer.Option(help="default: flag for jsonl, drop for seed")] = None,
    revisions: Annotated[Literal["latest", "all"], typer.Option(help="of each article")] = "latest",
    database: Annotated[str | None, typer.Option(help="default: the project's DATABASE_URL")] = None,
    archive: Annotated[Path | None, typer.Option(help="default: the project's ARCHIVE_DIR")] = None,
) -> None:
    """Write the articles of the archive into a new folder, by day of publication; it appears when it is whole."""
    here = project()
    opened = Archive.open(database or here.database_url, archive or here.archive_dir, write=False)
    with opened as source:
        count = export(_counted(source.exported(revisions=revisions == "all")), form, out, copies)
    print(f"{count} articles in {out}", file=sys.stderr)


def _counted(articles: Iterable[Exported]) -> Iterator[Exported]:
    """The same articles, with their number shown on stderr while they pass."""
    columns = (SpinnerColumn(), MofNCompleteColumn(), TextColumn("articles read"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("export", total=None)
        for one in articles:
            yield one
            progress.advance(task)
