"""`khobao takedown`: articles out of the archive for good."""

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from crawler.archive import Archive
from crawler.cli.article_view import safe
from crawler.cli.project import project
from crawler.errors import BadInput


def takedown_command(
    articles: Annotated[list[str], typer.Argument(metavar="URL|ID...", help="addresses or ids of articles")],
    reason: Annotated[str, typer.Option(help="why, in one line; it is kept in place of the articles")],
) -> None:
    """Take articles out of rows, indexes, article files, WARC files and later exports; a tombstone without text stays.

    All WARC files are searched. Nothing is changed when one of the articles is not known. Asked twice, it is the same.
    """
    if not reason.strip():
        raise BadInput("--reason is empty: say in one line why, for those who later ask where the articles are")
    here = project()
    # Opening to write would make an empty archive where there is none.
    Archive.open(here.database_url, here.archive_dir, write=False).close()
    with Archive.open(here.database_url, here.archive_dir) as archive, _status() as status:

        def told(file: str, records: int) -> None:
            status.update(f"{safe(file)}: {records:,} records out")

        done = archive.take_down(articles, " ".join(reason.split()), told)
    for one in done:
        print(f"{one.id} {'was taken down before' if one.already else 'is taken down'}", file=sys.stderr)


def _status() -> Status:
    """What happens just now, on stderr, at a terminal only."""
    return Console(stderr=True).status("taking articles out")
