"""The writing side of an archive: articles and failures in, and what is known of an address."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection

from crawler.archive.crawls.learned import learn
from crawler.archive.database.trouble import explained
from crawler.archive.duplicates.judging import UNIQUE, judge
from crawler.archive.opened import Opened
from crawler.archive.rows.addresses import settled
from crawler.archive.rows.bodies import pack
from crawler.archive.rows.refusals import refuse
from crawler.archive.rows.storing import arrival, confirm, place
from crawler.archive.rows.tombstones import buried_again
from crawler.archive.values import Stored
from crawler.archive.words.upkeep import keep_in_step
from crawler.errors import Reason
from crawler.items import Article, Failure, Fingerprint, Fingerprinted, Page, failed

Within = Callable[[Connection], None]


def _nothing(_connection: Connection) -> None:
    """Nothing else belongs into this transaction."""


class Writing(Opened):
    """What a crawl stores."""

    def store(self, page: Page, article: Article, fingerprint: Fingerprint) -> Stored:
        """Archive one article with its page facts, its verdict and its file."""
        return self.store_many([Fingerprinted(page, article, fingerprint)])[0]

    def store_many(self, items: Sequence[Fingerprinted], within: Within = _nothing) -> list[Stored]:
        """Archive several articles in one transaction, in order: all of them or, when it fails, none.

        An article that was taken down is refused: a failure of the reason `taken-down` that names its id. `within` is
        done in the same transaction.
        """
        coming = [arrival(item.page, pack(item.article), item.fingerprint) for item in items]
        with self._database.writing() as connection:
            self._files.forget_done(connection)
            gone = buried_again(connection, {one.id: one.payload for one in coming})
            arrivals = [one for one in coming if one.id not in gone]
            placed, filings = place(connection, arrivals) if arrivals else ([], [])
            verdicts = judge(connection, self._memory, arrivals, placed)
            keep_in_step(connection, arrivals, placed)
            learn(connection, [item for item, one in zip(items, coming, strict=True) if one.id not in gone])
            for one in coming:
                if one.id in gone:
                    refuse(connection, failed(one.page, Reason.TAKEN_DOWN, gone[one.id]))
            within(connection)
        self._files.forgotten()
        with explained(self._database.shown):
            self._files.write(filings)
        stored = (
            Stored(one.id, where.revision, verdict, where.outcome)
            for one, where, verdict in zip(arrivals, placed, verdicts, strict=True)
        )
        return [Stored(one.id, 0, UNIQUE, "taken-down") if one.id in gone else next(stored) for one in coming]

    def confirm(self, page: Page, within: Within = _nothing) -> bool:
        """Note that an archived article is unchanged, as its server says (304); `within` is in the same transaction.

        False when the archive holds no article of the page's address: it was taken down while it was asked for.
        """
        with self._database.writing() as connection:
            found = confirm(connection, page)
            within(connection)
        return found

    def fail(self, failure: Failure, within: Within = _nothing) -> None:
        """Keep a row for a page that was refused or failed; `within` is done in the same transaction."""
        with self._database.writing() as connection:
            refuse(connection, failure)
            within(connection)

    def known(self, urls: Iterable[str]) -> set[str]:
        """Those of the addresses that need no asking: archived (as asked, answered, canonical) or finally refused."""
        with self._database.answering() as connection:
            return settled(connection, urls)
