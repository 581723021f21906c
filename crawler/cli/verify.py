"""`khobao verify`: whether the database, the article files, the indexes, the WARC files and releases say the same."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from crawler.archive import Archive, Fault
from crawler.cli.article_view import safe
from crawler.cli.project import project
from crawler.corpus import faults, verify
from crawler.corpus.manifest import FILE as MANIFEST
from crawler.errors import BadInput, KhoBaoError


def verify_command(
    release: Annotated[
        Path | None, typer.Argument(help="a folder that `khobao export` made: it alone is checked, without the archive")
    ] = None,
    *,
    releases: Annotated[
        list[Path] | None,
        typer.Option("--release", help="a release or delta to compare with the archive too; may be repeated"),
    ] = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="make files and indexes again from the rows, close torn WARC files")
    ] = False,
) -> None:
    """Compare every article with its file, the indexes and its WARC records, whose digests are made again.

    Prints a line a fault: what, where, what is safe and what to do. Exit 1 when there is one.
    """
    if release is not None:
        if releases or repair:
            raise typer.BadParameter("a folder alone is checked without the archive: give it as --release")
        _verify_release(release)
        return
    _require_releases(releases or [])
    here = project()
    # Opening to write would make an empty archive where there is none, and all files would be strays of it.
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        archive.require_articles()
    with Archive.open(here.database_url, here.archive_dir, write=repair) as archive, _status() as status:
        if repair:
            print(f"{archive.repair():,} articles filed and indexed again", file=sys.stderr)
        told = Counter(_printed(_faults(archive, releases or [], status)))
    _conclude(told["fault"], told["mendable"], "archive and its releases" if releases else "archive")


def _verify_release(folder: Path) -> None:
    """Compare every file of a release, and its figures, with its manifest."""
    found = 0
    with Console(stderr=True).status("files of the release"):
        for wrong in verify(folder, lambda _: None):
            found += 1
            print(safe(f"damaged-release  {folder / wrong.partition(':')[0]}  {wrong.partition(': ')[2]}"))
    if found:
        faults = "1 fault" if found == 1 else f"{found:,} faults"
        raise KhoBaoError(f"{faults} in the release {folder}: take it anew, or export it again")
    print("every file of the release is as its manifest says")


def _require_releases(folders: Sequence[Path]) -> None:
    """Refuse a folder that is no release before hours are spent on the rest."""
    for folder in folders:
        if not (folder / MANIFEST).is_file():
            raise BadInput(f"{folder}: not a release: there is no {MANIFEST} in it")


def _faults(archive: Archive, releases: Sequence[Path], status: Status) -> Iterator[Fault]:
    records = 0

    def told(file: str, of_file: int) -> None:
        nonlocal records
        records += of_file
        status.update(f"{safe(file)}: {records:,} records compared")

    yield from chain(archive.verify(), archive.verify_warc(told))
    for release in releases:
        status.update(f"release {safe(str(release))}")
        with archive.snapshot() as snapshot:
            yield from faults(snapshot, release)


def _printed(faults: Iterator[Fault]) -> Iterator[str]:
    """Print each; gives what is to be counted."""
    for fault in faults:
        print(safe(f"{fault.kind}  {fault.where}  {fault.what}: {fault.advice}"))
        if not fault.harmless:
            yield "fault"
        if fault.repair:
            yield "mendable"


def _conclude(found: int, mendable: int, of: str) -> None:
    if found:
        advice = f"; `khobao verify --repair` mends {mendable:,} of them" if mendable else ""
        faults = "1 fault" if found == 1 else f"{found:,} faults"
        raise KhoBaoError(f"{faults} in the {of}{advice}")
    print("every article, its file, the indexes and the WARC records are as they should be")
    if of != "archive":
        print("the releases are whole, and hold nothing that the archive does not")


def _status() -> Status:
    """What happens just now, on stderr, at a terminal only."""
    return Console(stderr=True).status("articles, files and indexes")
