"""`khobao export`: the articles of the archive as a corpus."""

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from crawler.cli.choosing import chosen_filters, chosen_names, chosen_split
from crawler.cli.export_progress import Shown, export_progress, told_to_a_person
from crawler.cli.project import Project, project
from crawler.corpus import (
    Compression,
    Copies,
    Format,
    Manifest,
    Options,
    Selection,
    Source,
    Tone,
    Writing,
    export,
    export_delta,
    required_full,
    usual,
)  # fmt: skip
from crawler.corpus.filters import FILTERS
from crawler.corpus.publication import Publication, publication
from crawler.errors import BadInput
from crawler.seedformat import day_from
from crawler.sites import load_sites


def export_command(
    *,
    form: Annotated[
        Format | None, typer.Option("--format", help="seed: a file an article; text; lines; table; web archive")
    ] = None,
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
    base = required_full(since_release).options if since_release else None
    if form is None and base is None:
        raise typer.BadParameter("--format is missing: seed, text, jsonl, parquet or wacz")
    start = usual(form or (base or usual(Format.JSONL)).format)
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
        copies=copies or start.selection.copies,
        quarantined=quarantined,
        revisions=revisions,
        filters=chosen_filters(filter_),
    )
    in_text = start.writing.captions if captions is None else captions == "in"
    writing = Writing(captions=in_text, title=with_title, lead=with_lead, tone=tone, mask_pii=mask_pii)
    options = Options(
        format=start.format, compression=compress, selection=selection, writing=writing, split=chosen_split(split)
    )
    _require_sense(options)
    said = _publication(here)
    if since_release is not None and base is not None:
        _require_same(options, base, since_release)
        with export_progress() as progress:
            shown = Shown(progress)
            made = export_delta(
                source, since_release, out, told=told_to_a_person, progress=shown, workers=workers, publication=said
            )
        _conclude(made, out)
    elif options.format is Format.WACZ:
        from crawler.cli.export_wacz import wacz_command  # noqa: PLC0415 - slow to load

        wacz_command(source, options, out)
    else:
        with export_progress() as progress:
            shown = Shown(progress)
            made = export(
                source, options, out, told=told_to_a_person, progress=shown, workers=workers, publication=said
            )
        _conclude(made, out)


def _publication(here: Project) -> Publication:
    """What a release says of its papers; nothing where there are no site files."""
    return publication(here.contact, load_sites(here.sites_dir) if here.sites_dir.is_dir() else [])


def _conclude(made: Manifest, out: Path) -> None:
    for step in made.counts.steps:
        if step.passed < step.given:
            print(f"{step.given - step.passed:>9,}  left out: {step.step}", file=sys.stderr)
    removed = f", {made.removed} removed" if made.kind == "delta" else ""
    print(f"{made.counts.articles} articles{removed} in {out}", file=sys.stderr)


def _require_same(options: Options, base: Options, since_release: Path) -> None:
    """Raises BadInput when something else is asked for than the release holds; nothing is as good as the same."""
    if options not in (base, usual(base.format)):
        told = msgspec.json.encode(base).decode()
        raise BadInput(f"{since_release}: a delta has the options of its release, give no others: they are {told}")


def _require_sense(options: Options) -> None:
    """Raises BadInput for options that say nothing together."""
    if options.compression is not Compression.NONE and options.format not in {Format.TEXT, Format.JSONL}:
        raise BadInput(f"--compress {options.compression}: {options.format} has no lines to compress: leave it out")
    if options.format is Format.WACZ and (options.split or options.writing != Writing()):
        raise BadInput("--format wacz: pages are packaged as they were served: no splits and no other texts")
    first, last = options.selection.from_day, options.selection.to_day
    if first and last and first > last:
        raise BadInput(f"--from {first} --to {last}: no day is in between")
