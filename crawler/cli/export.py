"""`khobao export`: the articles of the archive as a corpus."""

import os
import sys
from functools import partial
from pathlib import Path

import msgspec
import typer

from crawler.cli import export_options as options
from crawler.cli.choosing import chosen_filters, chosen_names, chosen_split
from crawler.cli.export_progress import Shown, export_progress, told_to_a_person
from crawler.cli.project import Project, project
from crawler.corpus import (
    Compression,
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
from crawler.corpus.publication import Publication, publication
from crawler.errors import BadInput
from crawler.seedformat import day_from
from crawler.sites import load_sites


def export_command(
    *,
    form: options.Form = None,
    out: options.Out,
    compress: options.Compress = Compression.NONE,
    since_release: options.SinceRelease = None,
    site: options.Sites = "",
    from_: options.FromDay = "",
    to: options.ToDay = "",
    section: options.Sections = "",
    kind: options.Kinds = "",
    language: options.Languages = "",
    min_quality: options.MinQuality = 0.0,
    min_length: options.MinLength = None,
    max_length: options.MaxLength = None,
    copies: options.CopiesHow = None,
    quarantined: options.Quarantined = False,
    filter_: options.Filters = "",
    mask_pii: options.MaskPii = False,
    tone: options.ToneMarks = Tone.KEEP,
    captions: options.Captions = None,
    with_title: options.WithTitle = False,
    with_lead: options.WithLead = False,
    split: options.SplitHow = "",
    revisions: options.Revisions = "latest",
    workers: options.Workers = os.cpu_count() or 1,
    database: options.Database = None,
    archive: options.ArchiveDir = None,
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
    wanted = Options(
        format=start.format, compression=compress, selection=selection, writing=writing, split=chosen_split(split)
    )
    _require_sense(wanted)
    if since_release is not None and base is not None:
        _require_same(wanted, base, since_release)
        write = partial(export_delta, source, since_release, out)
    elif wanted.format is Format.WACZ:
        from crawler.cli.export_wacz import wacz_command  # noqa: PLC0415 - slow to load

        wacz_command(source, wanted, out)
        return
    else:
        write = partial(export, source, wanted, out)
    with export_progress() as progress:
        made = write(told=told_to_a_person, progress=Shown(progress), workers=workers, publication=_publication(here))
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
