"""Whether rows and WARC files still say the same: files are read once, in order, beside the rows that name them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import chain, groupby
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, cast, column, literal, null, select, table, union_all
from sqlalchemy.orm import InstrumentedAttribute

from crawler.archive.checks.faults import Fault
from crawler.archive.crawls.listings import ListingRow
from crawler.archive.database.base import Int64
from crawler.archive.rows.addresses import CHUNK, chunks, key_of
from crawler.archive.rows.tables import AddressRow, ArticleRow, FailureRow, PageRow
from crawler.warc import Checked, check, left_open, names

Told = Callable[[str, int], None]
_FRONTIER = table("frontier", column("key", Int64))  # its room stands above this one
_ANSWERS = frozenset({"response", "revisit"})
_WHOLE = 200
_THE_FILE = -1  # below every offset: stands for the file itself, before the rows that name it


class _Named(NamedTuple):
    """A row that names a record, for `who`: an article, a refused page, a listing.

    The last two have no `url`: theirs is that of the page asked for, and the record may be of what it led to; nor what
    a page's row tells of its answer.
    """

    file: str
    offset: int
    digest: str = ""
    who: str = ""
    url: str = ""
    asked: str = ""
    fetched_at: datetime | None = None
    status: int | None = None
    payload: str | None = None


def verify_warc(connection: Connection, warc_dir: Path, told: Told) -> Iterator[Fault]:
    """Every fault between rows and WARC files, file by file. `told` hears of each file when it is done, with the number
    of its records. Memory is bounded by what of one file no row names. Raises OSError."""
    # The rows' snapshot is older than the list of files, so no row names a file that is not listed.
    both = merge(_rows(connection), _files(warc_dir), key=lambda one: one[:2])
    for name, group in groupby(both, key=lambda one: one.file):
        yield from _file_faults(connection, warc_dir, name, group, told)


def _files(warc_dir: Path) -> Iterator[_Named]:
    yield from (_Named(name, _THE_FILE) for name in names(warc_dir))


def _file_faults(
    connection: Connection, warc_dir: Path, name: str, rows: Iterator[_Named], told: Told
) -> Iterator[Fault]:
    if next(rows).offset != _THE_FILE:
        yield Fault("missing-warc", name, f"the file is not there; rows that name it: {1 + sum(1 for _ in rows):,}")
        return
    if left_open(warc_dir, name):
        yield Fault("left-open", name, "the program that wrote it is gone and has not closed it", repair=True)
    unnamed: list[Checked] = []
    row, records = next(rows, None), 0
    for record in check(warc_dir, name):
        records += 1
        while row is not None and row.offset < record.offset:
            yield _missing(row)
            row = next(rows, None)
        here = []
        while row is not None and row.offset == record.offset:
            here.append(row)
            row = next(rows, None)
        yield from _record_faults(name, record, here)
        if not here and record.type in _ANSWERS and record.status == 200 and not record.fault:
            unnamed.append(record)
    yield from map(_missing, chain([row] if row is not None else [], rows))
    yield from _orphans(connection, name, unnamed)
    told(name, records)


def _record_faults(name: str, record: Checked, rows: Sequence[_Named]) -> Iterator[Fault]:
    where = f"{name} offset {record.offset}"
    if record.fault:
        yield Fault("damaged-record", where, record.fault + _whose(rows))
        return
    for row in rows:
        if record.type not in _ANSWERS or not _same(record.url, row):
            found = f"a {record.type} of {record.url}" if record.url else f"a {record.type}"
            yield Fault("wrong-record", where, f"{row.who}: its row names another record there, it is {found}")
        elif record.digest != row.digest:
            yield Fault("wrong-digest", where, f"{row.who}: its row says {row.digest}, the record {record.digest}")
        elif differing := _differing(record, row):
            yield Fault("wrong-row", where, f"{row.who}: its page's row and the record differ in {differing}")


def _differing(record: Checked, row: _Named) -> str:
    """What the row of a page tells otherwise than its record; listings and refusals tell nothing of it."""
    if row.fetched_at is None:
        return ""
    same = {
        "fetched_at": row.fetched_at == datetime.fromisoformat(record.date),
        "status": row.status == record.status,
        "payload": row.payload == record.decoded or not record.decoded or record.status != _WHOLE,
    }
    return ", ".join(name for name, right in same.items() if not right)


def _orphans(connection: Connection, name: str, records: Sequence[Checked]) -> Iterator[Fault]:
    """Answers that held a page which was or is to be fetched. Robots files, feeds and section pages have no rows."""
    found = []
    for chunk in chunks(records):
        keys = {key_of(one.url) for one in chunk}
        asked = select(AddressRow.key).where(AddressRow.key.in_(keys))
        waiting = select(_FRONTIER.c.key).where(_FRONTIER.c.key.in_(keys))
        wanted = set(connection.execute(union_all(asked, waiting)).scalars())
        found += [one for one in chunk if key_of(one.url) in wanted]
    if found:
        many = f"{len(found):,} pages" if len(found) > 1 else "1 page"
        what = f"{many} that no row names, the first {found[0].url} at offset {found[0].offset}"
        yield Fault("orphan-record", name, what)


def _missing(row: _Named) -> Fault:
    return Fault("missing-record", f"{row.file} offset {row.offset}", f"{row.who}: no record begins there")


def _whose(rows: Iterable[_Named]) -> str:
    who = ", ".join(row.who for row in rows)
    return f"; it is the page of {who}" if who else ""


def _same(url: str, row: _Named) -> bool:
    """Fragments are not sent, so records have none."""
    return not row.url or url in {row.url.partition("#")[0], row.asked.partition("#")[0]}


def _rows(connection: Connection) -> Iterator[_Named]:
    """All rows that name a record, by file and offset."""
    page, nothing = PageRow, literal("")
    article = literal("article ").concat(ArticleRow.id)
    answered = (page.fetched_at, page.status, page.payload)
    pages = select(*_place(page), article.label("who"), page.url, page.requested_url, *answered)
    pages = pages.join(ArticleRow, ArticleRow.number == page.article)
    refusal = literal("refused page (").concat(FailureRow.reason).concat(")")
    untold = [cast(null(), column.type) for column in answered]
    refusals = select(*_place(FailureRow), refusal, nothing, nothing, *untold)
    listings = select(*_place(ListingRow), literal("listing ").concat(ListingRow.url), nothing, nothing, *untold)
    every = union_all(
        *(
            rows.where(table.warc_file.is_not(None))
            for rows, table in ((pages, page), (refusals, FailureRow), (listings, ListingRow))
        )
    ).subquery()
    file = every.c.warc_file
    by_bytes = file.collate("C") if connection.dialect.name == "postgresql" else file
    query = select(every).order_by(by_bytes, every.c.warc_offset)
    for row in connection.execute(query, execution_options={"yield_per": CHUNK}):
        yield _Named(*row)


def _place(row: type[PageRow | FailureRow | ListingRow]) -> tuple[InstrumentedAttribute[Any], ...]:
    return row.warc_file, row.warc_offset, row.warc_digest
