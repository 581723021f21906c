"""What of each site is still to be done."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from crawler.archive.engine import Database
from crawler.frontier.tables import FrontierRow


@dataclass(slots=True)
class Left:
    """Pages of one site by state; `next_at` is when the first of the failed ones is due."""

    pages: dict[str, int] = field(default_factory=dict)
    next_at: datetime | None = None

    @property
    def waiting(self) -> int:
        """Found and not fetched, or on their way when a crawl ended."""
        return self.pages.get("waiting", 0) + self.pages.get("fetching", 0)

    @property
    def failed(self) -> int:
        """To be tried again."""
        return self.pages.get("failed", 0)

    @property
    def given_up(self) -> int:
        """Tried so often that nobody tries them again unless asked to."""
        return self.pages.get("given-up", 0)


def left(database: Database, sites: Iterable[str] | None = None) -> dict[str, Left]:
    """What is left of these sites, or of all; sites with nothing left are left out."""
    row = FrontierRow
    query = select(row.site, row.state, func.count(), func.min(row.next_at)).group_by(row.site, row.state)
    if sites is not None:
        query = query.where(row.site.in_(list(sites)))
    found: dict[str, Left] = defaultdict(Left)
    with database.reading() as connection:
        for site, state, pages, next_at in connection.execute(query):
            found[site].pages[state] = pages
            if state == "failed":
                found[site].next_at = next_at
    return dict(sorted(found.items()))
