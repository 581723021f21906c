"""What stays of articles that were taken down: that they were there, and why they are no more. No address, no text."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import orjson
from sqlalchemy import Connection, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base
from crawler.archive.rows.addresses import CHUNK, chunks, key_of
from crawler.archive.values import Tombstone
from crawler.urls import article_id, canonicalize


class TombstoneRow(Base):
    """An article that was taken down. Its number is never given again: exports and file names were known by it.

    `id` is the hash of its canonical address, `keys` those of all its addresses (a JSON list), `digests` those of its
    pages (likewise). `unfinished` is a JSON object of addresses and files that are still to be taken out of WARC and
    article files; null when that is done.
    """

    __tablename__ = "tombstones"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(String(16), unique=True)
    keys: Mapped[str]
    digests: Mapped[str]
    reason: Mapped[str]
    taken_at: Mapped[datetime]
    revisions: Mapped[int]
    unfinished: Mapped[str | None]


def tombstones(connection: Connection) -> Iterator[Tombstone]:
    """Everything that was taken down, in the order in which it was."""
    row = TombstoneRow
    query = select(row.__table__).order_by(row.taken_at, row.number)
    for one in connection.execute(query, execution_options={"yield_per": CHUNK}):
        yield Tombstone(
            one.id, tuple(orjson.loads(one.digests)), one.reason, one.taken_at, one.revisions, one.unfinished is None
        )


def buried(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of the article ids that were taken down."""
    found: set[str] = set()
    for chunk in chunks(set(ids)):
        found.update(connection.execute(select(TombstoneRow.id).where(TombstoneRow.id.in_(chunk))).scalars())
    return found


def buried_again(connection: Connection, coming: Mapping[str, str]) -> dict[str, str]:
    """Of articles by id, with the digest of their page: those that were taken down, and as which id.

    The very same page under another address is the article that was taken down.
    """
    found: dict[str, str] = {}
    by_digest = {digest: one for one, digest in coming.items()}
    for id_, digests in connection.execute(_BURIED):
        if id_ in coming:
            found[id_] = id_
        found |= {by_digest[digest]: id_ for digest in orjson.loads(digests) if digest in by_digest}
    return found


def buried_as(connection: Connection, asked: str) -> str | None:
    """The id of the article taken down that had this id or address; None when there is none."""
    ids = {asked, article_id(canonicalize(asked))}
    keys = {key_of(asked), key_of(canonicalize(asked))}
    for row in connection.execute(select(TombstoneRow.id, TombstoneRow.keys)):
        if row.id in ids or not keys.isdisjoint(orjson.loads(row.keys)):
            id_: str = row.id
            return id_
    return None


_BURIED = select(TombstoneRow.id, TombstoneRow.digests)


def finish(connection: Connection, ids: Iterable[str]) -> None:
    """Note that nothing of these articles is left in files."""
    connection.execute(update(TombstoneRow).where(TombstoneRow.id.in_(list(ids))).values(unfinished=None))
