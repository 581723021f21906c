"""The archive as everyone else sees it: one object over a database and a folder of article files."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from crawler.archive import reading
from crawler.archive.addresses import settled
from crawler.archive.bodies import pack
from crawler.archive.duplicates import DuplicateMemory
from crawler.archive.duplicates_check import ensure_filled as ensure_index
from crawler.archive.duplicates_check import rebuild as rebuild_index
from crawler.archive.engine import Database
from crawler.archive.faults import Fault
from crawler.archive.figures import figures
from crawler.archive.filed import Filed
from crawler.archive.judging import UNIQUE, judge
from crawler.archive.learned import learn, learned
from crawler.archive.listings import forget, remember, remembered
from crawler.archive.lookup import required_id
from crawler.archive.manners import keep_pauses, keep_robots, pauses, robots_of
from crawler.archive.places import make_writable
from crawler.archive.rebuilding import rebuild, remove_strays, require_own_files
from crawler.archive.refusals import failures, refuse
from crawler.archive.rereader import Rereader
from crawler.archive.schema import ensure_schema, require_schema
from crawler.archive.search import search
from crawler.archive.search_index import Limits
from crawler.archive.searching import ensure_filled, keep_in_step, require_filled
from crawler.archive.searching import rebuild as rebuild_search
from crawler.archive.storing import arrival, place
from crawler.archive.takedown import Remains, bury, clear_files, forget_refusals, planned, require_free, unfinished
from crawler.archive.texts import texts_by_id
from crawler.archive.tombstones import buried, finish, tombstones
from crawler.archive.trouble import explained
from crawler.archive.values import Exported, Figures, Found, Stored, TakenDown, Tombstone
from crawler.archive.verify import verify
from crawler.archive.verify_warc import verify_warc
from crawler.archive.visits import begin_visit, end_visit
from crawler.discovery.remembered import Remembered
from crawler.errors import ArchiveUnusable, Reason
from crawler.items import Article, Failure, Fingerprint, Fingerprinted, Page, failed
from crawler.learning import SiteMemory
from crawler.warc import Notice, repair

logger = logging.getLogger(__name__)

Told = Callable[[str, int], None]
Within = Callable[[Connection], None]
NOWHERE_LIMITED = Limits()


def _nobody(_file: str, _records: int) -> None:
    """Nobody wants to hear of progress."""


def _nothing(_connection: Connection) -> None:
    """Nothing else belongs into this transaction."""


class Archive:
    """Open one with `Archive.open`. Its methods may be called from any thread, from one at a time.

    Every method raises ArchiveUnusable, in one line, when the database or the disk fails.
    """

    def __init__(self, database: Database, archive_dir: Path) -> None:
        self._database = database
        self._dir = archive_dir
        self._files = Filed(archive_dir / "articles")
        self._memory = DuplicateMemory()

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

    def store(self, page: Page, article: Article, fingerprint: Fingerprint) -> Stored:
        """Archive one article with its page facts, its verdict and its file."""
        return self.store_many([Fingerprinted(page, article, fingerprint)])[0]

    @property
    def database(self) -> Database:
        """For the rooms that keep rows of their own beside the archive's."""
        return self._database

    def store_many(self, items: Sequence[Fingerprinted], within: Within = _nothing) -> list[Stored]:
        """Archive several articles in one transaction, in order: all of them or, when it fails, none.

        An article that was taken down is refused: a failure of the reason `taken-down` that names its id. `within` is
        done in the same transaction.
        """
        coming = [arrival(item.page, pack(item.article), item.fingerprint) for item in items]
        with self._database.writing() as connection:
            self._files.forget_done(connection)
            gone = buried(connection, (one.id for one in coming))
            arrivals = [one for one in coming if one.id not in gone]
            placed, filings = place(connection, arrivals) if arrivals else ([], [])
            verdicts = judge(connection, self._memory, arrivals, placed)
            keep_in_step(connection, arrivals, placed)
            learn(connection, [item for item, one in zip(items, coming, strict=True) if one.id not in gone])
            for one in coming:
                if one.id in gone:
                    refuse(connection, failed(one.page, Reason.TAKEN_DOWN, one.id))
            within(connection)
        self._files.forgotten()
        with explained(self._database.shown):
            self._files.write(filings)
        stored = (
            Stored(one.id, where.revision, verdict, where.outcome)
            for one, where, verdict in zip(arrivals, placed, verdicts, strict=True)
        )
        return [Stored(one.id, 0, UNIQUE, "taken-down") if one.id in gone else next(stored) for one in coming]

    def fail(self, failure: Failure, within: Within = _nothing) -> None:
        """Keep a row for a page that was refused or failed; `within` is done in the same transaction."""
        with self._database.writing() as connection:
            refuse(connection, failure)
            within(connection)

    def known(self, urls: Iterable[str]) -> set[str]:
        """Those of the addresses that need no asking: archived (as asked, answered, canonical) or finally refused."""
        with self._database.reading() as connection:
            return settled(connection, urls)

    def learned(self, site: str) -> SiteMemory:
        """What the last pages of a site taught of it; nothing when it was never crawled."""
        with self._database.reading() as connection:
            return learned(connection, site)

    def begin_visit(self, site: str, ways: Iterable[str], unless_since: datetime | None = None) -> set[str] | None:
        """Note that a visit of a site begins; returns those of the ways whose last visit was cut off.

        None, and nothing noted, when all of them were visited to the end since `unless_since`.
        """
        with self._database.writing() as connection:
            return begin_visit(connection, site, ways, unless_since)

    def end_visit(self, site: str, ways: Iterable[str]) -> None:
        """Note that a visit saw all it wanted to see."""
        with self._database.writing() as connection:
            end_visit(connection, site, ways)

    def listings(self, urls: Iterable[str]) -> dict[str, Remembered]:
        """What earlier visits left of these feeds, sitemaps and section pages, by address."""
        with self._database.reading() as connection:
            return remembered(connection, urls)

    def remember_listing(self, listing: Remembered) -> None:
        """Keep what a listing answered; to be called when all that it lists has been handed on."""
        with self._database.writing() as connection:
            remember(connection, listing)

    def forget_listings(self, urls: Iterable[str]) -> None:
        """Let the next visit read these listings whether or not they have changed."""
        with self._database.writing() as connection:
            forget(connection, urls)

    def robots(self, host: str, since: datetime) -> tuple[datetime, bytes] | None:
        """The robots.txt of a host and when it was read, None when it was not read since then."""
        with self._database.reading() as connection:
            return robots_of(connection, host, since)

    def keep_robots(self, host: str, read_at: datetime, rules: bytes, since: datetime) -> None:
        """Keep the robots.txt of a host and forget all that were read before `since`."""
        with self._database.writing() as connection:
            keep_robots(connection, host, read_at, rules, since)

    def pauses(self, now: datetime) -> dict[str, datetime]:
        """Until when sites (by id) and hosts are to be left alone."""
        with self._database.reading() as connection:
            return pauses(connection, now)

    def keep_pauses(self, until: Mapping[str, datetime], now: datetime) -> None:
        """Remember until when sites are to be left alone."""
        with self._database.writing() as connection:
            keep_pauses(connection, until, now)

    def texts(self, ids: Iterable[str]) -> dict[str, str]:
        """The plain texts of these articles, by id; ids that are not there are left out."""
        with self._database.reading() as connection:
            return texts_by_id(connection, ids)

    def exported(self, *, sites: Iterable[str] | None = None, revisions: bool = False) -> Iterator[Exported]:
        """Articles by (published_at, id), those without a date last, from one snapshot, in bounded memory.

        `sites` limits them to these ids; with `revisions` each comes with all of its revisions, oldest first.
        """
        with self._database.reading() as connection:
            yield from reading.stream(connection, sites=sites, revisions=revisions)

    def failures(self) -> Iterator[Failure]:
        """Every refused or failed page as it was last met, by reason and address."""
        with self._database.reading() as connection:
            yield from failures(connection)

    def revisions(self, article_id: str) -> list[Exported]:
        """All revisions of one article, oldest first; none when the archive does not hold it."""
        with self._database.reading() as connection:
            return reading.by_id(connection, article_id)

    def history(self, asked: str) -> list[Exported]:
        """All revisions of the article of this id or address, oldest first.

        Raises BadInput when there is no such article, or it was taken down.
        """
        with self._database.reading() as connection:
            return reading.by_id(connection, required_id(connection, asked, self._database.shown))

    def search(self, asked: str, limits: Limits = NOWHERE_LIMITED, limit: int = 20) -> list[Found]:
        """Articles that hold all these words and phrases (in double quotes), best first (docs/search.md).

        Raises BadInput when there is no word in what is asked for.
        """
        with self._database.reading() as connection:
            require_filled(connection, self._database.shown)
            return search(connection, asked, limits, limit)

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

    def tombstones(self) -> Iterator[Tombstone]:
        """Everything that was ever taken down, in that order: what an export after another one has to leave out."""
        with self._database.reading() as connection:
            yield from tombstones(connection)

    def example(self) -> Exported | None:
        """An article that shows what extraction does; None in an empty archive."""
        with self._database.reading() as connection:
            return reading.example(connection)

    def require_articles(self) -> None:
        """Raises ArchiveUnusable when the archive holds no article."""
        with self._database.reading() as connection:
            if not reading.any_article(connection):
                raise ArchiveUnusable(
                    f"database {self._database.shown}: it holds no article: crawl something first, "
                    "or name the right one in DATABASE_URL"
                )

    def report(self) -> Figures:
        """What the archive holds, paper by paper."""
        articles, warc = str(self._dir / "articles"), str(self._dir / "warc")
        with self._database.reading() as connection:
            return figures(connection, database=self._database.shown, articles_dir=articles, warc_dir=warc)

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
        """Make again all that follows from the rows: article files and the index of copies; returns how many articles.

        Takedowns that were cut off are brought to their end, and WARC files that a crash left open are closed.

        What is wrong in the rows themselves stays: WARC files and copies are there for that.
        """
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

    def _clear(self, remains: Sequence[Remains], told: Told = _nobody) -> None:
        """Take what remains of buried articles out of files, and note that it is done."""
        if not remains:
            return
        with explained(self._database.shown):
            clear_files(self._dir, remains, told)
        ids = [one.notice.article for one in remains]
        with self._database.writing() as connection:
            finish(connection, ids)
            forget_refusals(connection, ids)

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
