"""`khobao verify`: whether the database, the article files and the indexes say the same."""

import sys
from typing import Annotated

import typer

from crawler.archive import Archive, Fault
from crawler.cli.article_view import safe
from crawler.cli.project import project
from crawler.errors import KhoBaoError


def verify_command(
    repair: Annotated[bool, typer.Option("--repair", help="make files and index again from the rows")] = False,
) -> None:
    """Compare every article with its file and the index of copies; print a line a fault, exit 1 when there is one."""
    here = project()
    # Opening to write would make an empty archive where there is none, and all files would be strays of it.
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        archive.require_articles()
    with Archive.open(here.database_url, here.archive_dir, write=repair) as archive:
        if repair:
            print(f"{archive.repair():,} articles filed and indexed again", file=sys.stderr)
        found = mendable = 0
        for fault in archive.verify():
            print(_line(fault))
            found += 1
            mendable += fault.repair
    if found:
        advice = f"; `khobao verify --repair` mends {mendable:,} of them" if mendable else ""
        faults = "1 fault" if found == 1 else f"{found:,} faults"
        raise KhoBaoError(f"{faults} in the archive{advice}")
    print("every article, its file and the index of copies are as they should be")


def _line(fault: Fault) -> str:
    return safe(f"{fault.kind}  {fault.where}  {fault.what}")
