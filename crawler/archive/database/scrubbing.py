"""What SQLite keeps of deleted rows, overwritten: for what must not only be out of reach but gone.

Three places keep it: segments of the search index hold a forgotten word until they are merged, free pages hold what
stood in them, and the write-ahead log holds earlier versions of pages. (What is deleted inside a page that stays is
overwritten at once: `secure_delete` in `crawler/archive/database/engine.py`.)
"""

from collections.abc import Callable

from sqlalchemy import Connection, text

from crawler.archive.database.engine import Database
from crawler.errors import ArchiveUnusable

_PAGES = 8_000  # of the index a transaction: 33 MB of log at most
_BLOB = 256 * 1024 * 1024  # bytes a row; SQLite allows 1 GB
_MERGE = text("INSERT INTO search_words (search_words, rank) VALUES ('merge', :pages)")


def scrub(database: Database, told: Callable[[str, int], None]) -> None:
    """Overwrite all that is left of deleted rows; nothing on PostgreSQL, where the server's VACUUM is for that.

    `told` hears how many pages of the index of words were merged so far. Raises ArchiveUnusable when another program
    still reads an earlier state, which keeps the log.
    """
    if database.shared:
        return
    _merge_words(database, told)
    with database.writing() as connection:
        _fill_free_pages(connection)
    empty_log(database)


def empty_log(database: Database) -> None:
    """Bring the write-ahead log of SQLite into the database and cut it. Raises ArchiveUnusable as `scrub` does."""
    if database.shared:
        return
    with database.alone() as connection:
        busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
    if busy:
        raise ArchiveUnusable(
            f"database {database.shown}: another program reads it, so its log still holds what was taken down: "
            "end that program and run this again"
        )


def _merge_words(database: Database, told: Callable[[str, int], None]) -> None:
    """Merge the segments of the index into one, a piece a transaction; a negative number begins that."""
    pages, done = -_PAGES, 0
    while True:
        with database.writing() as connection:
            before = _changes(connection)
            connection.execute(_MERGE, {"pages": pages})
            changed = _changes(connection) - before
        if changed < 2:  # the statement itself counts as one (FTS5's manual, 6.8)
            return
        pages, done = _PAGES, done + changed
        told("index of words", done)


def _changes(connection: Connection) -> int:
    changes: int = connection.execute(text("SELECT total_changes()")).scalar_one()
    return changes


def _fill_free_pages(connection: Connection) -> None:
    """Let a table of zeros take all free pages, and give them back."""
    free = connection.execute(text("PRAGMA freelist_count")).scalar_one()
    room = free * connection.execute(text("PRAGMA page_size")).scalar_one()
    connection.execute(text("CREATE TABLE scrubbed (zeros BLOB)"))
    for start in range(0, room, _BLOB):
        connection.execute(text("INSERT INTO scrubbed VALUES (zeroblob(:size))"), {"size": min(_BLOB, room - start)})
    connection.execute(text("DROP TABLE scrubbed"))
