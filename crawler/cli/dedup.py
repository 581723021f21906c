"""`khobao dedup`: copies among the lines of any JSONL file."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from crawler.neardup.dedup import Stage, dedup
from crawler.neardup.relation import DEFAULT, Thresholds

_SECONDS = 2.0
_SAID = {"read": "lines read", "compared": "pairs compared", "written": "lines written"}


def dedup_command(
    source: Annotated[str, typer.Argument(metavar="IN.jsonl", help="JSONL, plain, .gz or .zst; - is standard input")],
    out: Annotated[
        Path, typer.Option("--out", metavar="OUT.jsonl", help="where the lines go, packed as its name says")
    ],
    near: Annotated[
        float, typer.Option(min=0.5, max=1.0, help="Jaccard index from which texts are copies")
    ] = DEFAULT.near,
    templates: Annotated[
        bool, typer.Option("--templates", help="tell one form filled in again (lottery, weather) from copies")
    ] = False,
) -> None:
    """Flag near-duplicates: lines of {"id","text"[,"published_at"]} come back in order with their verdicts.

    Added keys: kind (unique, exact, near, contained; template when asked for), duplicate_of, similarity, cluster. A
    run that was killed goes on where it stood when it is started again.
    """
    dedup(source, out, Reporter(), Thresholds(near=near), templates=templates)


class Reporter:
    """Says on standard error how far the work is: over one line of a terminal, else a line now and then."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, stage: Stage, done: int) -> None:
        if time.monotonic() - self._said < _SECONDS:
            return
        self._said = time.monotonic()
        end = "\r" if sys.stderr.isatty() else "\n"
        print(f"khobao: {done:,} {_SAID[stage]}", end=end, file=sys.stderr, flush=True)
