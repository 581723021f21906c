"""A copy of a SQLite archive's database as of one moment, whatever is written meanwhile."""

import os
import sqlite3
from pathlib import Path

from crawler.archive.database.engine import BUSY_SECONDS, parse_url, shown, sqlite_file
from crawler.errors import ArchiveUnusable, BadInput

_STEPS = 100_000  # of SQLite's machine between two looks whether Ctrl-C was pressed


def back_up(database_url: str, target: Path) -> int:
    """Write the copy to `target`, whole or not at all; returns its bytes. Nobody who reads or writes has to wait.

    Raises ArchiveUnusable when there is no such database or it is none of SQLite's, BadInput when `target` is there
    already or cannot be written.
    """
    url = parse_url(database_url)
    file = sqlite_file(url)
    if file is None:
        raise ArchiveUnusable(f"database {shown(url)}: pg_dump copies what lies on PostgreSQL: see docs/operations.md")
    if not file.is_file():
        raise ArchiveUnusable(f"database {file}: there is no such file: set DATABASE_URL")
    if target.exists():
        raise BadInput(f"{target}: is there already; name another file")
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        _copy(file, part)
        with part.open("rb+") as copied:
            os.fsync(copied.fileno())
        part.rename(target)
    except sqlite3.Error as error:
        raise ArchiveUnusable(
            f"database {file}: no copy could be made of it ({error}): look at its disk and at {target.parent}"
        ) from None
    except OSError as error:
        raise BadInput(f"{target}: cannot write this copy: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def _copy(source: Path, target: Path) -> None:
    """`VACUUM INTO` reads one snapshot; the backup API of SQLite begins anew whenever another process writes."""
    connection = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        connection.set_progress_handler(lambda: 0, _STEPS)
        connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
    copy = sqlite3.connect(target)
    try:
        copy.execute("PRAGMA journal_mode=WAL")
    finally:
        copy.close()
