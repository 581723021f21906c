"""`khobao db`: an archive's database brought up to date, or moved to another one."""

import sys
from pathlib import Path
from typing import Annotated

import typer

import crawler.frontier  # noqa: F401 - its tables are part of the archive
from crawler.archive import Archive, back_up, copy_database, schema_of
from crawler.cli.project import project

db_app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Upgrade the archive's database, copy it, back it up."
)


@db_app.command("upgrade")
def upgrade_command() -> None:
    """Bring the database up to date; a crawl does it too, so this only spares the first one the wait."""
    here = project()
    before = schema_of(here.database_url)
    with Archive.open(here.database_url, here.archive_dir):
        after = schema_of(here.database_url)
    print(f"schema {before}: nothing to do" if before == after else f"schema {before or 'none'} → {after}")


@db_app.command("copy")
def copy_command(
    to: Annotated[str, typer.Option("--to", metavar="URL", help="an empty database: postgresql://… or sqlite:///…")],
) -> None:
    """Copy all rows into an empty database, all or nothing, and compare both.

    WARC and article files stay where they are: set DATABASE_URL to the new address afterwards.
    """
    copied = copy_database(project().database_url, to, _tell)
    print(f"{sum(copied.values()):,} rows in {len(copied)} tables copied and compared; set DATABASE_URL to use them")


@db_app.command("backup")
def backup_command(target: Annotated[Path, typer.Argument(metavar="FILE", help="a new file")]) -> None:
    """Copy a SQLite database as of this moment while crawls and the daemon go on; of PostgreSQL pg_dump does."""
    print(f"{target}: {back_up(project().database_url, target):,} bytes")


def _tell(table: str, rows: int, total: int) -> None:
    if rows == total or rows % 50_000 == 0:
        print(f"{table}: {rows:,} of {total:,} rows", file=sys.stderr)
