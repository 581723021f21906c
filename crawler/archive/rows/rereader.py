"""The archive as reading pages again sees it."""

from collections.abc import Collection, Iterator, Sequence

from crawler.archive.database.engine import Database
from crawler.archive.database.trouble import explained
from crawler.archive.duplicates.duplicates import DuplicateMemory
from crawler.archive.filing.filed import Filed
from crawler.archive.rows import rereading
from crawler.archive.rows.addresses import key_of
from crawler.archive.rows.lookup import known_ids
from crawler.archive.rows.refusals import after as refused_after
from crawler.archive.rows.refusals import count as count_refused
from crawler.archive.rows.rereading import Reread, Revision
from crawler.archive.rows.tombstones import buried
from crawler.archive.values import Scope
from crawler.errors import Reason
from crawler.items import Failure


class Rereader:
    """Get it from `Archive.rereader`. No snapshot is held between two batches: reading may take hours.

    Every method raises ArchiveUnusable when the database or the disk fails.
    """

    def __init__(self, database: Database, files: Filed, memory: DuplicateMemory) -> None:
        self._database = database
        self._files = files
        self._memory = memory

    def count(self, scope: Scope, unless: str | None) -> int:
        """How many revisions `revisions` brings."""
        with self._database.reading() as connection:
            return rereading.count(connection, scope, unless)

    def count_imported(self, scope: Scope) -> int:
        """How many articles `revisions` leaves out because they came as files."""
        with self._database.reading() as connection:
            return rereading.count_imported(connection, scope)

    def revisions(self, scope: Scope, unless: str | None) -> Iterator[list[Revision]]:
        """Revisions in archive order, a batch at a time; those that the extractor `unless` has read are left out."""
        last = (-1, 0)
        while True:
            with self._database.reading() as connection:
                batch = rereading.after(connection, last, scope, unless)
            if not batch:
                return
            yield batch
            last = batch[-1].place

    def count_refused(self, scope: Scope, reasons: Collection[Reason]) -> int:
        """How many pages `refused` brings."""
        with self._database.reading() as connection:
            return count_refused(connection, scope, reasons)

    def refused(self, scope: Scope, reasons: Collection[Reason]) -> Iterator[list[Failure]]:
        """Pages refused for one of these reasons, with a WARC record and not archived since, a batch at a time."""
        last = None
        while True:
            with self._database.reading() as connection:
                batch = refused_after(connection, last, scope, reasons)
            if not batch:
                return
            yield batch
            last = (key_of(batch[-1].requested_url or batch[-1].url), str(batch[-1].reason))

    def known(self, ids: Collection[str]) -> set[str]:
        """Those of the article ids that the archive holds or that were taken down."""
        with self._database.reading() as connection:
            return known_ids(connection, ids) | buried(connection, ids)

    def replace(self, rereads: Sequence[Reread]) -> None:
        """Put what was read in the place of what stands, in one transaction with all that follows from it."""
        with self._database.writing() as connection:
            self._files.forget_done(connection)
            filings = rereading.replace(connection, self._memory, rereads)
        self._files.forgotten()
        with explained(self._database.shown):
            self._files.write(filings)
