"""The frontier as a crawl sees it: one object over the archive's database."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from crawler.archive.daemon.ledger import Listed, note
from crawler.archive.database.engine import Database
from crawler.frontier import leases, pages
from crawler.frontier.conditions import stood_still
from crawler.frontier.left import Left, left
from crawler.frontier.rechecks import due_again
from crawler.frontier.values import Offered, Reading, Waiting
from crawler.items import Failure

Within = Callable[[Connection], None]
"""What else belongs into a transaction of the archive."""


class Frontier:
    """One crawl's view of what is still to be fetched. Its methods may be called from any thread, from one at a time.

    `owner` names the crawl. Pages are due that were so when it began: what fails on the way is for the next one.
    Every method raises ArchiveUnusable when the database fails.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner
        self._began = datetime.now(UTC)
        self._read: dict[str, Reading] = defaultdict(dict)
        self._distrusted: set[str] = set()

    @property
    def shared(self) -> bool:
        """Whether other crawls may work on the same frontier."""
        return self._database.shared

    def begin(self) -> None:
        """Void what an earlier crawl held; where only one crawl can run, no holder can be alive."""
        if not self.shared:
            with self._database.writing() as connection:
                leases.void(connection)

    def claim(self, sites: Collection[str]) -> set[str]:
        """Lease those of the sites that no other crawl holds, and ask for a share of the others when there are none.

        Returns the sites that are this crawl's from now on.
        """
        with self._database.writing() as connection:
            now = datetime.now(UTC)
            mine = leases.claim(connection, self._owner, sites, now)
            if mine:
                pages.let_go(connection, mine)
            else:
                leases.ask_for_share(connection, self._owner, sites, now)
        for site in mine:
            self._read.pop(site, None)
        return mine

    def renew(self) -> tuple[set[str], set[str]]:
        """Prolong the leases; returns the sites still held, and those that another crawl asks for."""
        with self._database.writing() as connection:
            return leases.renew(connection, self._owner, datetime.now(UTC))

    def release(self, sites: Collection[str]) -> None:
        """Give sites back, for other crawls or because all is done."""
        with self._database.writing() as connection:
            pages.let_go(connection, sites)
            leases.release(connection, self._owner, sites)

    def offer(self, offered: Sequence[Offered], listed: Sequence[Listed] = (), *, again: bool = False) -> set[str]:
        """Keep the pages that are neither settled nor kept already; returns their URLs.

        `listed` goes into the ledger in the same transaction. With `again`, pages that failed before are due at once.
        """
        with self._database.writing() as connection:
            note(connection, listed)
            if again:
                pages.ask_again(connection, (one.addresses[0] for one in offered))
            return pages.offer(connection, offered, datetime.now(UTC), self._began)

    def recheck(self, site: str, young: timedelta) -> int:
        """Keep the site's articles that are younger and due for another look; returns how many."""
        with self._database.writing() as connection:
            now = datetime.now(UTC)
            if stood_still(connection, site):
                self._distrusted.add(site)
            return len(pages.keep(connection, due_again(connection, site, now - young, now), now))

    def take(self, wanted: dict[str, int]) -> dict[str, list[Waiting]]:
        """The next pages of each site that are due, in order, at most as many as are wanted."""
        with self._database.writing() as connection:
            return {site: self._take(connection, site, most) for site, most in wanted.items()}

    def _take(self, connection: Connection, site: str, most: int) -> list[Waiting]:
        trusted = site not in self._distrusted
        return pages.take(connection, site, self._read[site], self._began, most, trusted=trusted)

    def ticking(self, tickets: Iterable[int | None]) -> Within:
        """The tick of archived pages, for the transaction that archives them."""
        found = [ticket for ticket in tickets if ticket is not None]
        return lambda connection: pages.tick(connection, found)

    def ticking_failed(self, failure: Failure) -> Within:
        """The tick of a page that was refused or failed, for the transaction that keeps its failure."""
        ticket, now = failure.ticket, datetime.now(UTC)
        if ticket is None:
            return lambda connection: None
        return lambda connection: pages.tick_failed(connection, ticket, failure.reason, failure.detail, now)

    def left(self, sites: Collection[str]) -> dict[str, Left]:
        """What of these sites is still to be done."""
        return left(self._database, sites)

    def close(self) -> None:
        """Give everything back."""
        with self._database.writing() as connection:
            leases.release_all(connection, self._owner)
