"""`khobao export`: the articles of the archive as a corpus."""

import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from crawler.archive import Archive, Exported
from crawler.cli.choosing import chosen_filters, chosen_names, chosen_split
from crawler.cli.project import Project, project
from crawler.corpus import (
    Compression,
    Copies,
    Format,
    Manifest,
    Options,
    PagesAlone,
    Selection,
    Source,
    Tone,
    WholeFiles,
    Writing,
    all_of_it,
    chosen,
    export,
    export_wacz,
)  # fmt: skip
from crawler.corpus.filters import FILTERS
from crawler.corpus.publication import Publication, publication
from crawler.errors import BadInput
from crawler.seedformat import day_from
from crawler.sites import load_sites

_PLAIN = frozenset({Format.SEED, Format.TEXT})  # they have no place for a flag


def export_command(
    *,
    form: Annotated[Format, typer.Option("--format", help="seed: a file an article; text; lines; table; web archive")],
    out: Annotated[Path, typer.Option(help="the folder to make, or a file NAME.wacz; it must not be there")],
    compress: Annotated[Compression, typer.Option(help="of text and jsonl")] = Compression.NONE,
    since_release: Annotated[
        Path | None, typer.Option(help="only what is new, changed or gone against this release: a delta to apply to it")
    ] = None,
    site: Annotated[str, typer.Option(metavar="ID,ID", help="only these papers")] = "",
    from_: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="published on this day or later")] = "",
    to: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="published on this day or earlier")] = "",
    section: Annotated[str, typer.Option(metavar="NAME,NAME", help="as the papers write them, in any case")] = "",
    kind: Annotated[str, typer.Option(metavar="KIND,KIND", help="article, gallery, video, live …")] = "",
    language: Annotated[str, typer.Option(metavar="CODE,CODE", help="vi, en …")] = "",
    min_quality: Annotated[float, typer.Option(min=0, max=1, help="of the extraction")] = 0.0,
    min_length: Annotated[int | None, typer.Option(min=0, help="syllables of the text, as it is written")] = None,
    max_length: Annotated[int | None, typer.Option(min=0, help="syllables of the text, as it is written")] = None,
    copies: Annotated[Copies | None, typer.Option(help="default: drop for seed and text, else flag")] = None,
    quarantined: Annotated[bool, typer.Option("--quarantined", help="also what is in quarantine")] = False,
    filter_: Annotated[
        str, typer.Option("--filter", metavar="NAME,NAME", help=f"quality filters: {', '.join(FILTERS)}")
    ] = "",
    mask_pii: Annotated[
        bool, typer.Option("--mask-pii", help="placeholders for phone numbers, mail addresses, numbers of identity")
    ] = False,
    tone: Annotated[Tone, typer.Option(help="tone marks as in hòa (old) or hoà (new)")] = Tone.KEEP,
    captions: Annotated[
        Literal["in", "out"] | None, typer.Option(help="of the text; default: in for seed, else out")
    ] = None,
    with_title: Annotated[bool, typer.Option("--with-title", help="the text begins with the headline")] = False,
    with_lead: Annotated[bool, typer.Option("--with-lead", help="the lead stands before the text")] = False,
    split: Annotated[
        str, typer.Option(metavar="HOW", help="cluster, cluster:90,5,5 (shares), or time:DAY,DAY (validation, test)")
    ] = "",
    revisions: Annotated[Literal["latest", "all"], typer.Option(help="of each article")] = "latest",
    workers: Annotated[int, typer.Option(min=1, help="processes; they change nothing but the time")] = os.cpu_count()
    or 1,
    database: Annotated[str | None, typer.Option(help="default: the project's DATABASE_URL")] = None,
    archive: Annotated[Path | None, typer.Option(help="default: the project's ARCHIVE_DIR")] = None,
) -> None:
    """Write the articles of the archive, by day of publication, into a new folder; it appears when it is whole.

    An export that was interrupted goes on when the same command is given again.
    """
    here = project()
    source = Source(database or here.database_url, archive or here.archive_dir)
    selection = Selection(
        sites=chosen_names(site, "--site"),
        from_day=day_from(from_) if from_ else None,
        to_day=day_from(to) if to else None,
        sections=chosen_names(section, "--section"),
        kinds=chosen_names(kind, "--kind"),
        languages=chosen_names(language, "--language"),
        least_quality=min_quality,
        least_syllables=min_length,
        most_syllables=max_length,
        copies=copies or (Copies.DROP if form in _PLAIN else Copies.FLAG),
        quarantined=quarantined,
        revisions=revisions,
        filters=chosen_filters(filter_),
    )
    in_text = form is Format.SEED if captions is None else captions == "in"
    writing = Writing(captions=in_text, title=with_title, lead=with_lead, tone=tone, mask_pii=mask_pii)
    options = Options(
        format=form, compression=compress, selection=selection, writing=writing, split=chosen_split(split)
    )
    _require_sense(options, since_release)
    if form is Format.WACZ:
        _export_wacz(source, options, out)
    else:
        _export(source, options, out, workers, _publication(here))


def _publication(here: Project) -> Publication:
    """What a release says of its papers; nothing where there are no site files."""
    return publication(here.contact, load_sites(here.sites_dir) if here.sites_dir.is_dir() else [])


def _export(source: Source, options: Options, out: Path, workers: int, said: Publication) -> None:
    with _progress("{task.completed:,.0f} of {task.total:,.0f} {task.description}") as progress:
        shown = Shown(progress)
        made = export(source, options, out, told=_told, progress=shown, workers=workers, publication=said)
    _conclude(made, out)


def _export_wacz(source: Source, options: Options, out: Path) -> None:
    captures = WholeFiles if all_of_it(options.selection) else PagesAlone
    opened = Archive.open(source.database_url, source.archive_dir, write=False)
    with opened as archive, archive.snapshot() as snapshot, _progress() as progress:
        packed = progress.add_task("bytes of WARC files packed", total=None)
        articles = _counted(chosen(snapshot, options), progress)
        watch = partial(progress.advance, packed)
        count = export_wacz(articles, captures(source.archive_dir / "warc"), out, watch)
    print(f"{count} articles in {out}", file=sys.stderr)


class Shown:
    """Shows progress at a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begin(self, total: int, done: int) -> None:
        self._task = self._progress.add_task("articles", total=total, completed=done)

    def advance(self, articles: int) -> None:
        if self._task is not None:
            self._progress.advance(self._task, articles)


def _conclude(made: Manifest, out: Path) -> None:
    for step in made.counts.steps:
        if step.passed < step.given:
            print(f"{step.given - step.passed:>9,}  left out: {step.step}", file=sys.stderr)
    print(f"{made.counts.articles} articles in {out}", file=sys.stderr)


def _require_sense(options: Options, since_release: Path | None) -> None:
    """Raises BadInput for options that say nothing together."""
    lines = {Format.TEXT, Format.JSONL}
    if options.compression is not Compression.NONE and options.format not in lines:
        raise BadInput(f"--compress {options.compression}: {options.format} has no lines to compress: leave it out")
    if options.format is Format.WACZ and (options.split or since_release or options.writing != Writing()):
        raise BadInput("--format wacz: pages are packaged as they were served: no splits, deltas or written forms")
    days = options.selection.from_day, options.selection.to_day
    if days[0] and days[1] and days[0] > days[1]:
        raise BadInput(f"--from {days[0]} --to {days[1]}: no day is in between")


def _told(line: str) -> None:
    print(f"khobao: {line}", file=sys.stderr)


def _counted(articles: Iterable[Exported], progress: Progress) -> Iterator[Exported]:
    """The same articles, with their number shown while they pass."""
    task = progress.add_task("articles read", total=None)
    for one in articles:
        yield one
        progress.advance(task)


def _progress(shown: str = "{task.completed:,.0f} {task.description}") -> Progress:
    columns = (SpinnerColumn(), BarColumn(), TextColumn(shown), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
