"""What goes into the frontier and what comes out of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from crawler.items import FoundBy, WarcRef

Headers = tuple[tuple[str, str], ...]
State = Literal["waiting", "fetching", "failed", "given-up"]
"""Found; handed to a crawl; to be tried again at `next_at`; kept, so that it is known, and not tried again."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A page that a listing names: `addresses` are its canonical ones, the first is what it is known by.

    `listed_at` is when it appeared, `changed_at` when it was last changed, as far as the listing tells.
    """

    url: str
    addresses: tuple[str, ...]
    site: str
    found_by: FoundBy
    found_at: str = ""
    listed_at: datetime | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page to fetch. `ticket` names it for good: whoever archives or refuses the page hands it back.

    `earlier` is the record of the last fetch of its article, when that is archived already; `conditions` are the
    headers that ask for the page only if it has changed since.
    """

    ticket: int
    key: int
    url: str
    site: str
    found_by: FoundBy
    found_at: str
    listed_at: datetime | None
    earlier: WarcRef | None = None
    conditions: Headers = ()


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ticket_at(moment: datetime) -> int:
    """The lowest ticket that a page found at this moment can have: microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


Reading = dict[int, int]
"""How far a crawl has read a site's pages: the last ticket of each rank."""
