"""One state of an archive that nothing else is asked of."""

from collections.abc import Iterator
from contextlib import contextmanager

from crawler.archive.database.engine import Database
from crawler.archive.database.schema import require_schema
from crawler.archive.outgoing import Snapshot


@contextmanager
def snapshot_of(database_url: str) -> Iterator[Snapshot]:
    """The archive in this database as it is now, to be read in bulk.

    Raises ArchiveUnusable: not there, of another version, unreadable.
    """
    database = Database.open(database_url, write=False)
    try:
        with database.reading() as connection:
            require_schema(connection, database.shown)
            yield Snapshot(connection)
    finally:
        database.close()
