"""The archive as everyone else sees it: one object over a database and a folder of article files."""

import logging
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler.archive.asking import Asking
from crawler.archive.database.engine import Database
from crawler.archive.database.places import make_writable
from crawler.archive.database.schema import ensure_schema, require_schema
from crawler.archive.duplicates.check import ensure_filled as ensure_index
from crawler.archive.noting import Noting
from crawler.archive.rows.tombstones import tombstones
from crawler.archive.upkeep import Upkeep
from crawler.archive.watching import Watching
from crawler.archive.words.upkeep import ensure_filled
from crawler.archive.writing import Writing

logger = logging.getLogger(__name__)


class Archive(Writing, Noting, Asking, Upkeep, Watching):
    """Open one with `Archive.open`. Its methods may be called from any thread, from one at a time.

    Every method raises ArchiveUnusable, in one line, when the database or the disk fails.
    """

    @classmethod
    def open(cls, database_url: str, archive_dir: Path, *, write: bool = True) -> "Archive":
        """Open the archive: to write, after making or migrating its tables, or only to read.

        On SQLite one process at a time may write; readers need no lock. Files that a crash prevented are written now.
        Raises ArchiveUnusable: not there (readers), locked, of another version, not writable.
        """
        if write:
            make_writable(archive_dir / "articles")
        archive = cls(Database.open(database_url, write=write), archive_dir)
        try:
            archive._begin(write)
        except BaseException:
            archive._database.close()
            raise
        return archive

    def close(self) -> None:
        """Let go of the database."""
        try:
            if self._files.unsaid:
                with self._database.writing() as connection:
                    self._files.forget_done(connection)
                self._files.forgotten()
        finally:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, write: bool) -> None:
        if not write:
            with self._database.reading() as connection:
                require_schema(connection, self._database.shown)
            return
        with self._database.writing() as connection:
            ensure_schema(connection, self._database.shown)
            ensure_index(connection)
            ensure_filled(connection)
            healed = self._files.heal(connection)
            cut_off = [one.id for one in tombstones(connection) if not one.finished]
        self._files.forgotten()
        for article in cut_off:
            logger.warning("the takedown of %s was cut off: run `khobao takedown %s` again", article, article)
        if healed:
            logger.warning("wrote %d article files that an interrupted run had left out", healed)
