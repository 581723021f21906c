"""`khobao export`: the articles of the archive as a corpus."""

import sys
from functools import partial
from inspect import signature
from typing import Any

from crawler.cli.choosing import chosen
from crawler.cli.export_options import Asked
from crawler.cli.project import Project, project
from crawler.cli.telling import progress_told, told_to_a_person
from crawler.corpus import Format, Manifest, Options, Source, export, export_delta, required_full
from crawler.corpus.lean import do_without_pandas
from crawler.corpus.publication import Publication, publication
from crawler.sites import load_sites


def export_command(**given: Any) -> None:
    """Write the articles of the archive, by day of publication, into a new folder; it appears when it is whole.

    An export that was interrupted goes on when the same command is given again.
    """
    asked, here = Asked(**given), project()
    source = Source(asked.database or here.database_url, asked.archive or here.archive_dir)
    options = chosen(asked, required_full(asked.since_release).options if asked.since_release else None)
    if options.format is Format.WACZ:
        from crawler.cli.export_wacz import wacz_command  # noqa: PLC0415 - slow to load

        wacz_command(source, options, asked.out)
    else:
        _release(asked, here, source, options)


# What typer reads the options off.
export_command.__signature__ = signature(Asked)  # type: ignore[attr-defined]


def _release(asked: Asked, here: Project, source: Source, options: Options) -> None:
    if asked.since_release is not None:
        write = partial(export_delta, source, asked.since_release, asked.out)
    else:
        write = partial(export, source, options, asked.out)
    do_without_pandas()
    with progress_told() as progress:
        made = write(told=told_to_a_person, progress=progress, workers=asked.workers, publication=_publication(here))
    _conclude(made, asked)


def _publication(here: Project) -> Publication:
    """What a release says of its papers; nothing where there are no site files."""
    return publication(here.contact, load_sites(here.sites_dir) if here.sites_dir.is_dir() else [])


def _conclude(made: Manifest, asked: Asked) -> None:
    for step in made.counts.steps:
        if step.passed < step.given:
            print(f"{step.given - step.passed:>9,}  left out: {step.step}", file=sys.stderr)
    removed = f", {made.removed} removed" if made.kind == "delta" else ""
    print(f"{made.counts.articles} articles{removed} in {asked.out}", file=sys.stderr)
