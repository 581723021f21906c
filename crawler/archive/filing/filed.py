"""Keeps article files in step with committed rows, also through a crash between the two.

A row in `unfiled` is written in the transaction that needs a file, and deleted in the next one after the file is there;
what is left in it when an archive is opened is filed then.
"""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection, delete, select

from crawler.archive.database.among import among
from crawler.archive.database.places import SameFile
from crawler.archive.filing.files import Filing, filing, remove_halves, write
from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.bodies import unpack
from crawler.archive.rows.tables import ArticleRow, RevisionRow, UnfiledRow
from crawler.errors import ArchiveUnusable

logger = logging.getLogger(__name__)

_FORGET = delete(UnfiledRow).where(among(UnfiledRow.article))


class Filed:
    """Writes files, and remembers which rows of `unfiled` are done with."""

    def __init__(self, articles_dir: Path) -> None:
        self._articles_dir = articles_dir
        self._done: set[int] = set()
        self._same: SameFile | None = None

    @property
    def unsaid(self) -> bool:
        """Whether some rows of `unfiled` are done with and still there."""
        return bool(self._done)

    def write(self, filings: Iterable[Filing]) -> None:
        """Write the files of rows that are committed; what is not written stays in `unfiled`.

        Raises OSError, and ArchiveUnusable when the folder was taken away: a second one must not begin in its place.
        """
        self._same = self._same or SameFile(self._articles_dir, "folder")
        self._same.check()
        for file in filings:
            try:
                write(self._articles_dir, file)
            except OSError as error:
                error.filename = error.filename or str(self._articles_dir)  # a full disk names no file
                raise
            self._done.add(file.number)

    def forget_done(self, connection: Connection) -> None:
        """Delete what is done from `unfiled`, in the transaction of the caller, who calls `forgotten` after it."""
        for numbers in chunks(sorted(self._done)):
            connection.execute(_FORGET, {"numbers": numbers})

    def forgotten(self) -> None:
        """The transaction of `forget_done` is committed: one that is rolled back leaves its rows in `unfiled`."""
        self._done.clear()

    def heal(self, connection: Connection) -> int:
        """Write the files that a crash prevented; returns how many."""
        written = 0
        left = {row.article: row.stale for row in connection.execute(select(UnfiledRow.article, UnfiledRow.stale))}
        for numbers in chunks(sorted(left)):
            for file in filings_of(connection, numbers):
                self.write([file._replace(stale=left[file.number])])
                remove_halves(self._articles_dir, file)
                written += bool(file.path)
        self.forget_done(connection)
        return written


def filings_of(connection: Connection, numbers: Iterable[int]) -> Iterator[Filing]:
    """The files that these articles should have, made from their rows; damaged ones are passed over with a warning."""
    row, latest = ArticleRow, RevisionRow
    query = (
        select(row.number, row.id, row.first_fetched_at, latest.body)
        .join(latest, (latest.article == row.number) & (latest.revision == row.revision))
        .where(row.number.in_(list(numbers)))
    )
    for one in connection.execute(query).all():
        try:
            yield filing(one.number, unpack(one.body, one.id), one.first_fetched_at)
        except ArchiveUnusable as error:
            logger.warning("%s", error)
