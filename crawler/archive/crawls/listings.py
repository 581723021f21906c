"""Listings as they last answered: a row for each feed, sitemap and section page that was read, or guessed wrongly."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Row, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base, Int64
from crawler.archive.rows.addresses import chunks, key_of
from crawler.archive.rows.bodies import clean
from crawler.discovery.remembered import Remembered, Trust
from crawler.items import WarcRef


class ListingRow(Base):
    """The fields of `Remembered`; `key` is the 64-bit hash of the address."""

    __tablename__ = "listings"

    key: Mapped[int] = mapped_column(Int64, primary_key=True, autoincrement=False)
    url: Mapped[str]
    site: Mapped[str]
    rules: Mapped[str]
    digest: Mapped[str]
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    etag: Mapped[str]
    last_modified: Mapped[str]
    trust: Mapped[str]
    conditional: Mapped[int]
    lastmod: Mapped[datetime | None]
    warc_file: Mapped[str | None]
    warc_offset: Mapped[int | None]
    warc_digest: Mapped[str | None]


def remembered(connection: Connection, urls: Iterable[str]) -> dict[str, Remembered]:
    """What is known of those of the listings that were read before, by address."""
    addresses = {key_of(url): url for url in urls}
    rows = (
        row
        for keys in chunks(addresses)
        for row in connection.execute(select(*ListingRow.__table__.columns).where(ListingRow.key.in_(keys)))
    )
    return {addresses[row.key]: _value(row) for row in rows}


def remember(connection: Connection, listing: Remembered) -> None:
    """Keep this in place of what was known of the listing."""
    values = _values(listing)
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(ListingRow).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


def forget(connection: Connection, urls: Iterable[str]) -> None:
    """Know nothing of these listings any more, so that the next visit reads them."""
    for keys in chunks(key_of(url) for url in urls):
        connection.execute(delete(ListingRow).where(ListingRow.key.in_(keys)))


def _values(listing: Remembered) -> dict[str, object]:
    values = asdict(listing)
    del values["warc"]
    warc = listing.warc
    values |= {"key": key_of(listing.url), "url": clean(listing.url), "site": clean(listing.site)}
    return values | {
        "warc_file": warc.file if warc else None,
        "warc_offset": warc.offset if warc else None,
        "warc_digest": warc.digest if warc else None,
    }


def _value(row: Row[tuple[object, ...]]) -> Remembered:
    fields = dict(row._mapping)
    del fields["key"]
    file, offset, digest = (fields.pop(f"warc_{name}") for name in ("file", "offset", "digest"))
    warc = WarcRef(file, offset, digest) if file is not None else None
    return Remembered(**{**fields, "trust": cast("Trust", fields["trust"]), "warc": warc})
