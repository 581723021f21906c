"""`khobao clean`: text that another tool scraped to the seed format."""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from crawler.cleaning.batch import Outcome, article, clean_folder, clean_jsonl, raw_files
from crawler.cleaning.raw import read_raw
from crawler.cleaning.streams import is_jsonl, writing
from crawler.errors import BadInput
from crawler.seedformat import day_from


def clean_command(
    raw: Annotated[Path, typer.Argument(help="text file, folder of .txt files, or .jsonl[.gz|.zst] file")],
    day: Annotated[str | None, typer.Option("--date", help="day of publication, YYYY-MM-DD, of a text file")] = None,
    out: Annotated[Path | None, typer.Option(help="where to write; a folder or JSON lines need it")] = None,
    key: Annotated[str, typer.Option(help="key of the text in JSON lines")] = "text",
) -> None:
    """Take the article out of RAW, text that another tool scraped: no menus, related links, comments or page foot.

    A text file is printed in the seed format; a folder and JSON lines are written to --out in the same shape.
    """
    many = raw.is_dir() or is_jsonl(raw)
    if many and (out is None or day is not None):
        raise typer.BadParameter("a folder and JSON lines are written to --out, and have no one --date")
    if not many:
        _clean_one(raw, day_from(day) if day else None, out)
    elif raw.is_dir():
        _follow(clean_folder(raw, out or raw), total=len(raw_files(raw, out or raw)))
    else:
        _follow(clean_jsonl(raw, out or raw, key))


def _clean_one(raw: Path, day: date | None, out: Path | None) -> None:
    content = article(read_raw(raw), str(raw), day).encode()
    if out is None:
        sys.stdout.buffer.write(content)
        return
    with writing(out) as stream:
        stream.write(content)


def _follow(outcomes: Iterable[Outcome], total: int | None = None) -> None:
    """Show progress and refusals on stderr. Raises BadInput in the end when a text was refused."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), MofNCompleteColumn(), TextColumn("texts"), TimeElapsedColumn())
    done = skipped = refused = 0
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("clean", total=total)
        for outcome in outcomes:
            progress.advance(task)
            done += 1
            skipped += outcome.skipped
            if outcome.refused:
                refused += 1
                console.print(f"khobao: {outcome.refused}", markup=False, highlight=False, soft_wrap=True)
    print(f"{done - skipped - refused} cleaned, {skipped} there already, {refused} refused", file=sys.stderr)
    if refused:
        raise BadInput(f"{refused} of {done} texts were refused, see above")
