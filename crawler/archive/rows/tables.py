"""The archive's tables: fetches of article pages, articles with their revisions, refusals, settled addresses.

Keys are given by the program inside the write lock, never by a sequence: numbers have no gaps after a rollback, and a
row has the same key on SQLite and on PostgreSQL.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base, Int64

_KEPT_BACK = text("quarantined_at IS NOT NULL")


class PageRow(Base):
    """One fetch of a page that held an article; `headers` is a JSON object, digests are `sha1:BASE32`.

    `payload` is the digest of the body after content decoding, `warc_digest` that of the record.
    """

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    article: Mapped[int] = mapped_column(ForeignKey("articles.number"), index=True)
    revision: Mapped[int]
    url: Mapped[str]
    requested_url: Mapped[str]
    status: Mapped[int]
    headers: Mapped[str]
    fetched_at: Mapped[datetime]
    found_by: Mapped[str]
    found_at: Mapped[str]
    listed_at: Mapped[datetime | None]
    warc_file: Mapped[str | None]
    warc_offset: Mapped[int | None]
    warc_digest: Mapped[str | None]
    payload: Mapped[str]


class ArticleRow(Base):
    """One article as its latest revision says; `number` counts from 0 in archive order and names the file.

    `page` is the fetch that brought the latest revision, `found_by` the way that led to the first; `quarantined_at` and
    `quarantined_for` say since when and why it is kept back (`crawler.archive.daemon.quarantine`).
    """

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_published_at_id", "published_at", "id"),
        Index("ix_articles_site_first_fetched_at", "site", "first_fetched_at"),
        Index("ix_articles_quarantined", "site", sqlite_where=_KEPT_BACK, postgresql_where=_KEPT_BACK),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(16), unique=True)
    site: Mapped[str]
    canonical_url: Mapped[str]
    title: Mapped[str]
    published_at: Mapped[datetime | None]
    section: Mapped[str | None]
    language: Mapped[str | None]
    kind: Mapped[str]
    quality: Mapped[float]
    characters: Mapped[int]
    found_by: Mapped[str]
    first_fetched_at: Mapped[datetime]
    fetched_at: Mapped[datetime]
    revision: Mapped[int]
    page: Mapped[int]
    gone_at: Mapped[datetime | None]
    quarantined_at: Mapped[datetime | None]
    quarantined_for: Mapped[str | None]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    file: Mapped[str]


class RevisionRow(Base):
    """What an article said from one fetch on, as `extractor` read it; `body` is its compressed JSON.

    A newer extractor may read it again and take its place.
    """

    __tablename__ = "revisions"

    article: Mapped[int] = mapped_column(ForeignKey("articles.number"), primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    page: Mapped[int] = mapped_column(ForeignKey("pages.id"))
    extractor: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class AddressRow(Base):
    """An address that needs no further asking: it led to `article`, or was finally refused (null).

    `key` is the 64-bit hash of the address, that of an article id's hex digits when it is canonical.
    """

    __tablename__ = "addresses"

    key: Mapped[int] = mapped_column(Int64, primary_key=True, autoincrement=False)
    article: Mapped[int | None] = mapped_column(ForeignKey("articles.number"))


class FailureRow(Base):
    """A page that was refused or failed for one reason: when first, when last, how often.

    `key` is the hash of the address that was asked for; `url` is the one that answered the last time.
    """

    __tablename__ = "failures"

    key: Mapped[int] = mapped_column(Int64, primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    requested_url: Mapped[str]
    site: Mapped[str]
    detail: Mapped[str]
    found_by: Mapped[str]
    first_at: Mapped[datetime]
    at: Mapped[datetime]
    times: Mapped[int]
    warc_file: Mapped[str | None]
    warc_offset: Mapped[int | None]
    warc_digest: Mapped[str | None]


class UnfiledRow(Base):
    """An article whose file may not be written yet; `stale` is the file of the revision before, to be removed."""

    __tablename__ = "unfiled"

    article: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stale: Mapped[str | None]
