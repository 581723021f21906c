"""What databases and disks say when they fail, told as one line that helps."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from crawler.errors import ArchiveUnusable

_FULL = "the disk is full or failed: free some space and run the same command again"
_LOCKED = "another program holds it locked: close that program and run the same command again"
_ADVICE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR": _FULL,
    "SQLITE_READONLY": "it cannot be written: check the permissions of the file and of its folder",
    "SQLITE_CANTOPEN": "it cannot be opened: check that its folder exists and can be written",
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_NOTADB": "this is no SQLite database: name another file in DATABASE_URL",
    "SQLITE_CORRUPT": "it is damaged: restore a copy, or build it again from the WARC files",
}


@contextmanager
def explained(database: str) -> Iterator[None]:
    """Turn errors of `database` or the file system inside into ArchiveUnusable with one clear line.

    What is wrong with one value alone (a year no database knows) passes: the next article may be stored all the same.
    """
    try:
        yield
    except (DataError, IntegrityError):
        raise
    except DBAPIError as error:
        raise ArchiveUnusable(f"database {database}: {_advice(error)}") from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        what = error.strerror or str(error)
        raise ArchiveUnusable(
            f"{where}{what}: check the disk's space and permissions, then run the same command again"
        ) from error


def _advice(error: DBAPIError) -> str:
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "")
        for code, advice in _ADVICE.items():
            if name.startswith(code):
                return advice
    return f"{_one_line(cause or error)}: check that its server runs and is what DATABASE_URL says"


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
