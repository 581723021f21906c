"""What the last pages of each site taught, a row a page: storing an article writes one row and removes at most one."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, LargeBinary, String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base
from crawler.archive.rows.bodies import clean
from crawler.items import Fingerprinted, PageObservation
from crawler.learning import SiteMemory, observe, pack, unpack


class LearnedRow(Base):
    """One of the last pages of a site, by its article's id: `blocks` are the keys of its texts, eight bytes each,
    `shape` what its design is made of, likewise.

    `ordinal` counts the site's pages in the order they were archived.
    """

    __tablename__ = "learned_pages"

    site: Mapped[str] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(String(16), primary_key=True)
    ordinal: Mapped[int]
    blocks: Mapped[bytes] = mapped_column(LargeBinary)
    shape: Mapped[bytes | None] = mapped_column(LargeBinary)


def learned(connection: Connection, site: str) -> SiteMemory:
    """What is known of a site; nothing of one that was never crawled."""
    row = LearnedRow
    query = select(row.page, row.blocks).where(row.site == clean(site)).order_by(row.ordinal)
    return SiteMemory(tuple(PageObservation(one.page, unpack(one.blocks)) for one in connection.execute(query)))


def learn(connection: Connection, items: Iterable[Fingerprinted]) -> None:
    """Remember what these pages show of their sites, inside the caller's transaction, and forget what is too old."""
    sites: dict[str, list[PageObservation]] = defaultdict(list)
    for item in items:
        if item.observation is not None and item.observation.blocks:
            sites[clean(item.page.site)].append(item.observation)
    for site, observations in sites.items():
        _learn(connection, site, observations)


def _learn(connection: Connection, site: str, observations: list[PageObservation]) -> None:
    row = LearnedRow
    query = select(row.page, row.ordinal).where(row.site == site).order_by(row.ordinal)
    before = {one.page: one.ordinal for one in connection.execute(query)}
    memory = SiteMemory(tuple(PageObservation(page, ()) for page in before))
    for observation in observations:
        memory = observe(memory, observation)
    new = {observation.page: observation for observation in observations}
    kept = [page.page for page in memory.pages]
    gone = [page for page in before if page in new or page not in kept]
    if gone:
        connection.execute(delete(row).where(row.site == site, row.page.in_(gone)))
    first = max(before.values(), default=-1) + 1
    rows = [
        {"site": site, "page": page, "blocks": pack(new[page].blocks), "shape": pack(new[page].shape)}
        for page in kept
        if page in new
    ]
    connection.execute(insert(row), [{**one, "ordinal": ordinal} for ordinal, one in enumerate(rows, first)])


def shapes(connection: Connection, site: str) -> dict[str, tuple[int, ...]]:
    """The designs of a site's last pages, by article id."""
    query = select(LearnedRow.page, LearnedRow.shape).where(LearnedRow.site == clean(site))
    return {page: unpack(shape) for page, shape in connection.execute(query) if shape is not None}
