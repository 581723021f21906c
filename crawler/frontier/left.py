"""What of each site is still to be done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from crawler.archive.database.engine import Database
from crawler.frontier.tables import FAILED, FrontierRow


@dataclass(slots=True)
class Left:
    """Pages of one site by state; `next_at` is when the first of the failed ones is due."""

    pages: dict[str, int] = field(default_factory=dict)
    next_at: datetime | None = None

    @property
    def waiting(self) -> int:
        """Found and not fetched, or on their way when a crawl ended."""
        return self.pages.get("waiting", 0)

    @property
    def failed(self) -> int:
        """To be tried again."""
        return self.pages.get("failed", 0)

    @property
    def given_up(self) -> int:
        """Tried so often that nobody tries them again unless asked to."""
        return self.pages.get("given-up", 0)


def left(database: Database, sites: Iterable[str] | None = None) -> dict[str, Left]:
    """What is left of these sites, or of all; sites with nothing left are left out.

    Indexes answer: twenty years of a paper may wait.
    """
    row = FrontierRow
    every = select(row.site, func.count()).group_by(row.site)
    failed = select(row.site, row.state, func.count(), func.min(row.next_at)).group_by(row.site, row.state)
    failed = failed.where(FAILED)
    if sites is not None:
        wanted = row.site.in_(list(sites))
        every, failed = every.where(wanted), failed.where(wanted)
    with database.reading() as connection:
        found = {site: Left({"waiting": pages}) for site, pages in connection.execute(every)}
        for site, state, pages, next_at in connection.execute(failed):
            found[site].pages[state] = pages
            found[site].pages["waiting"] -= pages
            if state == "failed":
                found[site].next_at = next_at
    return dict(sorted(found.items()))
