"""`khobao import`: a folder of articles as files into the archive."""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from crawler.archive import Archive
from crawler.cli.article_view import safe
from crawler.cli.project import project
from crawler.cli.stopping import finishing_first
from crawler.errors import BadInput
from crawler.imports import Folder, Imported, find_files, import_folder


def import_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder of .txt files, one article each")],
    site: Annotated[str, typer.Option(metavar="ID", help="the paper that the articles are kept under")] = "imported",
    raw: Annotated[bool, typer.Option("--raw", help="text that another tool scraped: clean it first")] = False,
    database: Annotated[str | None, typer.Option(help="default: the project's DATABASE_URL")] = None,
    archive: Annotated[Path | None, typer.Option(help="default: the project's ARCHIVE_DIR")] = None,
) -> None:
    """Archive the articles in DIR, files in the seed format: NNN_<16 hex>.txt, as `khobao export` writes them.

    What was imported before is left out, so that a run which was ended goes on when it is started again.
    """
    if not re.fullmatch(r"[a-z0-9-]+", site):
        raise typer.BadParameter("an id has small letters a-z, digits and hyphens alone", param_hint="--site")
    here = project()
    with Console(stderr=True).status("looking for files"):
        found = find_files(folder, raw=raw)
    with Archive.open(database or here.database_url, archive or here.archive_dir) as opened, finishing_first() as stop:
        _follow(import_folder(opened, found, site, raw=raw, stop=stop), found, raw=raw)


def _follow(outcomes: Iterable[Imported], folder: Folder, *, raw: bool) -> None:
    """Show progress and refusals on stderr. Raises BadInput in the end when a file was refused, KeyboardInterrupt when
    there are files left."""
    console = Console(stderr=True)
    total = len(folder.files) + len(folder.refused)
    if folder.files and not folder.ours and not raw:
        console.print(
            "the digests in the names are another tool's: they are not compared with the files", soft_wrap=True
        )
    became: Counter[str] = Counter()
    _count(outcomes, became, total, console)
    left = total - became.total()
    if left:
        print(f"{_said(became)}; {left:,} files are left: the same command goes on", file=sys.stderr)
        raise KeyboardInterrupt
    print(_said(became), file=sys.stderr)
    if became["refused"]:
        raise BadInput(f"{became['refused']:,} of {total:,} files were refused, see above")


def _count(outcomes: Iterable[Imported], became: Counter[str], total: int, console: Console) -> None:
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("files"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("import", total=total)
        for one in outcomes:
            progress.advance(task)
            became[one.became] += 1
            if one.why:
                line = " ".join(safe(one.why).split())
                console.print(f"khobao: {line}", markup=False, highlight=False, soft_wrap=True)


def _said(became: Counter[str]) -> str:
    return f"{became['imported']:,} imported, {became['there']:,} there already, {became['refused']:,} refused"
