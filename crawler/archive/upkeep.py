"""An archive kept whole and lawful: takedowns, pages read again, faults found and repaired."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from crawler.archive.checks.articles import verify
from crawler.archive.checks.faults import Fault
from crawler.archive.checks.rowfacts import set_right
from crawler.archive.checks.warc import verify_warc
from crawler.archive.database.scrubbing import empty_log, scrub
from crawler.archive.database.trouble import explained
from crawler.archive.duplicates.check import rebuild as rebuild_index
from crawler.archive.duplicates.duplicates import DuplicateMemory
from crawler.archive.filing.rebuilding import rebuild, remove_strays, require_own_files
from crawler.archive.opened import Opened
from crawler.archive.rows.rereader import Rereader
from crawler.archive.rows.takedown import Remains, bury, clear_files, forget_refusals, planned, require_free, unfinished
from crawler.archive.rows.tombstones import finish
from crawler.archive.values import TakenDown
from crawler.archive.words.upkeep import rebuild as rebuild_search
from crawler.warc import Notice, repair

logger = logging.getLogger(__name__)

Told = Callable[[str, int], None]


def _nobody(_file: str, _records: int) -> None:
    """Nobody wants to hear of progress."""


class Upkeep(Opened):
    """What changes or checks what is stored already."""

    def take_down(self, asked: Iterable[str], reason: str, told: Told = _nobody) -> list[TakenDown]:
        """Take articles, by id or any of their addresses, out of rows, indexes, article files and WARC files.

        What stays is a tombstone. Asked again, it ends what was cut off, and takes out what came back under other
        addresses. `told` hears of each WARC file that was searched. Raises BadInput, and changes nothing, when one of
        them is not known; ArchiveUnusable when a running crawl writes to a WARC file that holds one.
        """
        with self._database.writing() as connection:
            plan = planned(connection, list(asked), Notice("", reason, datetime.now(UTC)), self._database.shown)
            with explained(self._database.shown):
                require_free(self._dir / "warc", plan.remains)
            bury(connection, plan.new)
        self._memory = DuplicateMemory()
        self._clear(plan.remains, told)
        return plan.answers

    def rereader(self) -> Rereader:
        """For reading pages again, out of their WARC records, by another extractor."""
        return Rereader(self._database, self._files, self._memory)

    def verify(self) -> Iterator[Fault]:
        """Every fault between rows, article files and the index of copies, as of one moment without a crawl."""
        with self._database.reading() as connection:
            yield from verify(connection, self._dir / "articles")

    def verify_warc(self, told: Told = _nobody) -> Iterator[Fault]:
        """Every fault between rows and WARC files, each of which is read once; `told` hears of each.

        May run beside a crawl. Orphan records are told too, which are harmless.
        """
        with self._database.reading() as connection:
            yield from verify_warc(connection, self._dir / "warc", told)

    def rebuild_files(self) -> int:
        """Make all article files again from the rows and take away those no row knows; returns how many were made.

        Raises ArchiveUnusable, and changes nothing, when most files are of no article: then the folder is not its own.
        """
        folder = self._dir / "articles"
        with self._database.writing() as connection:  # a file that a crawl adds meanwhile would be taken for a stray
            require_own_files(connection, folder, self._database.shown)
            made = rebuild(connection, folder)
            remove_strays(connection, folder)
        return made

    def repair(self) -> int:
        """Make again what follows from bodies and pages: rows, addresses, files, indexes; returns how many articles.

        Takedowns that were cut off are brought to their end, and WARC files that a crash left open are closed.

        What is wrong in the rows themselves stays: WARC files and copies are there for that.
        """
        with self._database.writing() as connection:
            corrected = set_right(connection)
        if corrected:
            logger.warning("corrected the rows of %d articles, as their bodies and pages say", corrected)
        made = self.rebuild_files()
        with explained(self._database.shown):
            for repaired in repair(self._dir / "warc"):
                logger.warning("WARC repair: %s", repaired)
        with self._database.writing() as connection:
            rebuild_index(connection)
            rebuild_search(connection)
            left = unfinished(connection)
        self._memory = DuplicateMemory()
        self._clear(left)
        return made

    def _clear(self, remains: Sequence[Remains], told: Told = _nobody) -> None:
        """Take what remains of buried articles out of files, and note that it is done."""
        if not remains:
            return
        with explained(self._database.shown):
            clear_files(self._dir, remains, told)
        scrub(self._database, told)
        ids = [one.notice.article for one in remains]
        with self._database.writing() as connection:
            finish(connection, ids)
            forget_refusals(connection, ids)
        empty_log(self._database)  # the tombstone named addresses until now
