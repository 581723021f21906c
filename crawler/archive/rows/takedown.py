"""Articles taken down: out of all rows in one transaction, then out of the files.

The transaction leaves a tombstone that says what is still to be taken out of files; it is cleared when that is done. A
program that ends in between, however it ends, leaves it there: asking again goes on, and `verify` tells.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, column, delete, insert, select, table, update

from crawler.archive.crawls.learned import LearnedRow
from crawler.archive.daemon.ledger import note_taken_down
from crawler.archive.daemon.watch import forget as forget_examples
from crawler.archive.database.base import Base, Int64
from crawler.archive.duplicates.duplicates import remove
from crawler.archive.rows.addresses import key_of
from crawler.archive.rows.bodies import clean
from crawler.archive.rows.journal import note
from crawler.archive.rows.lookup import number_of, unknown
from crawler.archive.rows.tables import AddressRow, ArticleRow, FailureRow, PageRow, RevisionRow, UnfiledRow
from crawler.archive.rows.tombstones import TombstoneRow, buried_as
from crawler.archive.values import TakenDown
from crawler.archive.words.upkeep import forget
from crawler.errors import ArchiveUnusable, Reason
from crawler.urls import canonicalize
from crawler.warc import Notice, erase, in_use, repair

# its room stands above this one; a page that was archived may wait there again under another address
_FRONTIER = table("frontier", column("key", Int64))


@dataclass(frozen=True, slots=True)
class Remains:
    """What is still to be taken out of files: records of these addresses, and article files."""

    notice: Notice
    urls: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a takedown does: `new` articles by number, those taken down `before`, and what those left in files."""

    new: Mapping[int, Remains]
    before: tuple[str, ...]
    left: tuple[Remains, ...]

    @property
    def remains(self) -> list[Remains]:
        return [*self.new.values(), *self.left]

    @property
    def answers(self) -> list[TakenDown]:
        new = [TakenDown(one.notice.article, already=False) for one in self.new.values()]
        return new + [TakenDown(one, already=True) for one in self.before]


def remains_of(connection: Connection, number: int, notice: Notice) -> Remains:
    """What an article has in files: every address under which it was asked for, answered or failed."""
    id_, canonical, file = connection.execute(
        select(ArticleRow.id, ArticleRow.canonical_url, ArticleRow.file).where(ArticleRow.number == number)
    ).one()
    pages = connection.execute(select(PageRow.url, PageRow.requested_url).where(PageRow.article == number)).all()
    failed = select(FailureRow.url, FailureRow.requested_url).where(FailureRow.key.in_(_keys(connection, number)))
    urls = {canonical, *(url for row in [*pages, *connection.execute(failed)] for url in row if url)}
    stale = connection.execute(select(UnfiledRow.stale).where(UnfiledRow.article == number)).scalar()
    files = tuple(path for path in (file, stale) if path)
    return Remains(replace(notice, article=id_), tuple(sorted(urls)), files)


def planned(connection: Connection, asked: Sequence[str], notice: Notice, shown: str) -> Plan:
    """What is to be done about these ids and addresses, of which several may mean one article.

    `notice` says why and when. Raises BadInput for one that neither the archive `shown` nor a tombstone knows.
    """
    new: dict[int, Remains] = {}
    before: list[str] = []
    for one in asked:
        number = number_of(connection, one)
        buried = None if number is not None else buried_as(connection, one)
        if number is not None:
            new.setdefault(number, remains_of(connection, number, notice))
        elif buried is not None:
            before.append(buried)
        else:
            raise unknown(one, shown)
    return Plan(new, tuple(dict.fromkeys(before)), tuple(unfinished(connection, before)))


def bury(connection: Connection, new: Mapping[int, Remains]) -> None:
    """Delete articles, by number, from every table but for their tombstones. Addresses stay settled, as hashes."""
    for number, remains in new.items():
        _bury(connection, number, remains)


def _bury(connection: Connection, number: int, remains: Remains) -> None:
    keys = _keys(connection, number)
    tombstone = _tombstone(connection, number, remains, keys)
    remove(connection, [number])
    forget(connection, number)
    forget_examples(connection, remains.urls)
    connection.execute(update(AddressRow).where(AddressRow.article == number).values(article=None))
    connection.execute(delete(_FRONTIER).where(_FRONTIER.c.key.in_(keys)))
    note_taken_down(connection, {*keys, *(key_of(canonicalize(url)) for url in remains.urls)})
    for table_of, here in _rows_of(number, remains.notice.article, keys):
        connection.execute(delete(table_of).where(here))
    connection.execute(insert(TombstoneRow), tombstone)
    note(connection, [number])


def _tombstone(connection: Connection, number: int, remains: Remains, keys: Sequence[int]) -> dict[str, Any]:
    pages = select(PageRow.warc_digest, PageRow.payload).where(PageRow.article == number)
    revisions = select(ArticleRow.revision).where(ArticleRow.number == number)
    return {
        "number": number,
        "id": remains.notice.article,
        "keys": _json(keys),
        "digests": _json(sorted({digest for row in connection.execute(pages) for digest in row if digest})),
        "reason": clean(remains.notice.reason),
        "taken_at": remains.notice.taken_at,
        "revisions": connection.execute(revisions).scalar_one(),
        "unfinished": _json({"urls": remains.urls, "files": remains.files}),
    }


def unfinished(connection: Connection, ids: Collection[str] | None = None) -> list[Remains]:
    """What former takedowns left in files, and what came back since under other addresses and was refused."""
    row = TombstoneRow
    query = select(row.id, row.reason, row.taken_at, row.unfinished)
    if ids is not None:
        query = query.where(row.id.in_(list(ids)))
    again = _came_again(connection)
    found = []
    for one in connection.execute(query.order_by(row.number)):
        left = orjson.loads(one.unfinished) if one.unfinished else {"urls": [], "files": []}
        urls = {*left["urls"], *again.get(one.id, ())}
        if one.unfinished or urls:
            found.append(Remains(Notice(one.id, one.reason, one.taken_at), tuple(sorted(urls)), tuple(left["files"])))
    return found


def require_free(warc_dir: Path, remains: Iterable[Remains]) -> None:
    """Close what crashed crawls left open. Raises ArchiveUnusable when a running crawl holds records of these."""
    if not warc_dir.is_dir():
        return
    repair(warc_dir)
    busy = in_use(warc_dir, _wanted(remains))
    if busy:
        raise ArchiveUnusable(
            f"{warc_dir / busy}: a running crawl writes to this file, which holds what is to be taken down: "
            "nothing was changed; end the crawl and run this again"
        )


def clear_files(root: Path, remains: Sequence[Remains], told: Callable[[str, int], None]) -> int:
    """Take the articles out of article files and WARC files; returns how many records that were.

    `told` hears the name of each WARC file when it is done, with the records taken out so far. Raises OSError,
    NotRecorded or UnreadableRecord; what is done then stays done.
    """
    for path in (file for one in remains for file in one.files):
        (root / "articles" / path).unlink(missing_ok=True)
    records = 0
    for one in erase(root / "warc", _wanted(remains)):
        records += one.records
        told(one.file, records)
    return records


def forget_refusals(connection: Connection, ids: Collection[str]) -> None:
    """Delete the rows of pages that came again and were refused: nothing of them is left in any file."""
    row = FailureRow
    connection.execute(delete(row).where(row.reason == str(Reason.TAKEN_DOWN), row.detail.in_(list(ids))))


def _rows_of(number: int, id_: str, keys: Sequence[int]) -> list[tuple[type[Base], ColumnElement[bool]]]:
    """Where all rows of one article stand, those that refer to others first."""
    return [
        (RevisionRow, RevisionRow.article == number),
        (PageRow, PageRow.article == number),
        (UnfiledRow, UnfiledRow.article == number),
        (LearnedRow, LearnedRow.page == id_),
        (FailureRow, FailureRow.key.in_(keys)),
        (ArticleRow, ArticleRow.number == number),
    ]


def _keys(connection: Connection, number: int) -> list[int]:
    return list(connection.execute(select(AddressRow.key).where(AddressRow.article == number)).scalars())


def _came_again(connection: Connection) -> dict[str, set[str]]:
    """By article id the addresses under which it came again."""
    row, found = FailureRow, dict[str, set[str]]()
    query = select(row.detail, row.url, row.requested_url).where(row.reason == str(Reason.TAKEN_DOWN))
    for one in connection.execute(query):
        found.setdefault(one.detail, set()).update(url for url in (one.url, one.requested_url) if url)
    return found


def _wanted(remains: Iterable[Remains]) -> Mapping[str, Notice]:
    return {url: one.notice for one in remains for url in one.urls}


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
