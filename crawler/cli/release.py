"""`khobao release`: releases of a corpus, joined with what came after them."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.telling import progress_told, told_to_a_person
from crawler.corpus import apply
from crawler.corpus.lean import do_without_pandas

release_app = typer.Typer(no_args_is_help=True, help="Releases of a corpus: join a base with its deltas.")


@release_app.callback()
def release() -> None:
    """Releases of a corpus."""


@release_app.command("apply")
def apply_command(
    base: Annotated[Path, typer.Argument(help="a release that `khobao export` made, or this command")],
    deltas: Annotated[list[Path], typer.Argument(help="what `khobao export --since-release` made, the oldest first")],
    out: Annotated[Path, typer.Option(help="the folder to make; it must not be there")],
) -> None:
    """Join a release and its deltas into what a full export would have made, byte for byte."""
    do_without_pandas()
    with progress_told() as progress:
        made = apply(base, deltas, out, told=told_to_a_person, progress=progress)
    print(f"{made.counts.articles} articles in {out}", file=sys.stderr)
