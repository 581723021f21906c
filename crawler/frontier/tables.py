"""The frontier's tables: pages by site, and which crawl holds which site."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base

FAILED = text("state IN ('failed', 'given-up')")  # few of many: counted without reading what waits


class FrontierRow(Base):
    """One page that is not settled yet; archived and finally refused ones leave the table.

    `ticket` grows with time and is never given twice. `key` is the hash of the canonical address. Pages of lower
    `rank` go first: what a feed or a section page lists is news, a sitemap may list twenty years.
    """

    __tablename__ = "frontier"
    __table_args__ = (
        Index("ix_frontier_site_rank_ticket", "site", "rank", "ticket"),
        Index("ix_frontier_site_state", "site", "state", sqlite_where=FAILED, postgresql_where=FAILED),
    )

    ticket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[int] = mapped_column(unique=True)
    site: Mapped[str]
    rank: Mapped[int]
    url: Mapped[str]
    found_by: Mapped[str]
    found_at: Mapped[str]
    listed_at: Mapped[datetime | None]
    state: Mapped[str]
    attempts: Mapped[int]
    next_at: Mapped[datetime]


class LeaseRow(Base):
    """A site that one crawl asks at a time, until `expires_at`; `asked_by` is a crawl without work that wants it."""

    __tablename__ = "leases"

    site: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    expires_at: Mapped[datetime]
    asked_by: Mapped[str | None]
