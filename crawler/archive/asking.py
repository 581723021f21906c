"""The reading side of an archive: articles, their history, searches, figures."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from crawler.archive.figures import figures
from crawler.archive.opened import Opened
from crawler.archive.outgoing import Snapshot
from crawler.archive.rows import reading
from crawler.archive.rows.lookup import required_id
from crawler.archive.rows.refusals import failures
from crawler.archive.rows.texts import texts_by_id
from crawler.archive.rows.tombstones import tombstones
from crawler.archive.sheet.sheet import sheet
from crawler.archive.sheet.values import Sheet
from crawler.archive.values import Exported, Figures, Found, Tombstone
from crawler.archive.words.search import search
from crawler.archive.words.upkeep import require_filled
from crawler.archive.words.values import Limits
from crawler.errors import ArchiveUnusable
from crawler.items import Failure

NOWHERE_LIMITED = Limits()


class Asking(Opened):
    """What can be asked of an archive; nothing here writes."""

    def texts(self, ids: Iterable[str]) -> dict[str, str]:
        """The plain texts of these articles, by id; ids that are not there are left out."""
        with self._database.reading() as connection:
            return texts_by_id(connection, ids)

    def exported(
        self, *, sites: Iterable[str] | None = None, revisions: bool = False, quarantined: bool = False
    ) -> Iterator[Exported]:
        """Articles by (published_at, id), those without a date last, from one snapshot, in bounded memory.

        `sites` limits them to these ids; with `revisions` each comes with all of its revisions, oldest first; with
        `quarantined` those in quarantine come too.
        """
        with self._database.reading() as connection:
            yield from reading.stream(connection, sites=sites, revisions=revisions, quarantined=quarantined)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The archive as it is now, to be read in bulk."""
        with self._database.reading() as connection:
            yield Snapshot(connection)

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

    def sheet(self) -> Sheet:
        """What the archive holds in full, for a data sheet. Raises ArchiveUnusable for a damaged body."""
        with self._database.reading() as connection:
            return sheet(connection, self._figures(connection))

    def report(self) -> Figures:
        """What the archive holds, paper by paper."""
        with self._database.reading() as connection:
            return self._figures(connection)

    def _figures(self, connection: Connection) -> Figures:
        articles, warc = str(self._dir / "articles"), str(self._dir / "warc")
        return figures(connection, database=self._database.shown, articles_dir=articles, warc_dir=warc)
