"""Articles into rows: new ones, new revisions, or nothing but the fact of another visit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawler.archive.daemon.quarantine import mark
from crawler.archive.database.many import insert_many
from crawler.archive.filing.files import Filing, filing
from crawler.archive.rows.addresses import chunks, key_of
from crawler.archive.rows.bodies import Packed, clean, headers_json, payload_digest
from crawler.archive.rows.journal import note
from crawler.archive.rows.tables import AddressRow, ArticleRow, PageRow, RevisionRow, UnfiledRow
from crawler.archive.rows.tombstones import TombstoneRow
from crawler.archive.values import Outcome
from crawler.items import Fingerprint, Page
from crawler.urls import article_id

Row = dict[str, Any]
Upsert = TypeVar("Upsert", sqlite.Insert, postgresql.Insert)


class Arrival(NamedTuple):
    """One article on its way in, compressed before the transaction begins."""

    id: str
    page: Page
    packed: Packed
    fingerprint: Fingerprint
    payload: str


class Placed(NamedTuple):
    """Where an arrival went: article number and revision; `first_fetched_at` is the article's, not the arrival's."""

    number: int
    revision: int
    outcome: Outcome
    first_fetched_at: datetime


class Existing(NamedTuple):
    """What the archive knew of an article before; `file` lies on the disk already, None when it is new here.

    `payload` is the digest of the body that brought the latest revision.
    """

    number: int
    revision: int
    content: bytes
    file: str | None
    first_fetched_at: datetime
    gone: bool
    payload: str


@dataclass(slots=True)
class Batch:
    """The rows of one transaction, gathered before they are written table by table."""

    next_number: int
    next_page: int
    existing: dict[str, Existing]
    pages: list[Row] = field(default_factory=list)
    articles: list[Row] = field(default_factory=list)
    revised: list[Row] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    revisions: list[Row] = field(default_factory=list)
    addresses: dict[int, int] = field(default_factory=dict)
    filings: dict[int, Filing] = field(default_factory=dict)


def arrival(page: Page, packed: Packed, fingerprint: Fingerprint) -> Arrival:
    """All that needs computing and no database."""
    return Arrival(article_id(packed.article.canonical_url), page, packed, fingerprint, payload_digest(page))


def confirm(connection: Connection, page: Page) -> bool:
    """Note that an article was there and unchanged, as its server says (304); False when no such article is known."""
    same = AddressRow.article == ArticleRow.number
    query = select(ArticleRow.number, ArticleRow.revision, ArticleRow.gone_at, PageRow.payload).join(AddressRow, same)
    query = query.join(PageRow, PageRow.id == ArticleRow.page).where(AddressRow.key == key_of(page.url))
    known = connection.execute(query).one_or_none()
    if known is None:
        return False
    row = _page_row(page, connection.execute(_LAST).one().page + 1, known.number, known.revision, known.payload)
    connection.execute(insert(PageRow), row)
    if known.gone_at is not None:
        connection.execute(update(ArticleRow).where(ArticleRow.number == known.number).values(gone_at=None))
        note(connection, [known.number])
    return True


def place(connection: Connection, arrivals: Sequence[Arrival]) -> tuple[list[Placed], list[Filing]]:
    """Write page facts, articles, revisions and addresses, inside the writing transaction of the caller.

    The same bytes make no revision: a newer extractor, or what was learned of the site since, reads them otherwise,
    but the paper changed nothing. Returns where each arrival went, in order, and the files to write once the
    transaction is committed.
    """
    number, buried, page = (0 if last is None else last + 1 for last in connection.execute(_LAST).one())
    batch = Batch(max(number, buried), page, _existing(connection, arrivals))
    placed = [_place(batch, one) for one in arrivals]
    _write(connection, batch)
    return placed, list(batch.filings.values())


def _place(batch: Batch, one: Arrival) -> Placed:
    known = batch.existing.get(one.id)
    if known is None:
        placed = Placed(_take_number(batch), 1, "new", one.page.fetched_at)
        _add(batch, one, placed)
    elif known.content != one.packed.content and known.payload != one.payload:
        placed = Placed(known.number, known.revision + 1, "revised", known.first_fetched_at)
        _revise(batch, one, placed, known)
    else:
        placed = Placed(known.number, known.revision, "unchanged", known.first_fetched_at)
        if known.gone:
            batch.returned.append(known.number)
    batch.pages.append(_page_row(one.page, batch.next_page, placed.number, placed.revision, one.payload))
    batch.next_page += 1
    for url in (one.page.url, one.page.requested_url, one.packed.article.canonical_url):
        batch.addresses[key_of(url)] = placed.number
    return placed


def _take_number(batch: Batch) -> int:
    number = batch.next_number
    batch.next_number += 1
    return number


def _add(batch: Batch, one: Arrival, placed: Placed) -> None:
    first = one.page.fetched_at
    file = filing(placed.number, one.packed.article, first)
    batch.articles.append(
        {
            **_article_row(batch, one, placed, file),
            "number": placed.number,
            "id": one.id,
            "found_by": one.page.found_by,
            "first_fetched_at": first,
        }
    )
    now = Existing(placed.number, placed.revision, one.packed.content, None, first, gone=False, payload=one.payload)
    _remember(batch, one, placed, now, file)


def _revise(batch: Batch, one: Arrival, placed: Placed, known: Existing) -> None:
    file = filing(placed.number, one.packed.article, known.first_fetched_at, known.file)
    batch.revised.append({**_article_row(batch, one, placed, file), "article_number": placed.number})
    now = known._replace(revision=placed.revision, content=one.packed.content, payload=one.payload)
    _remember(batch, one, placed, now, file)


def _remember(batch: Batch, one: Arrival, placed: Placed, now: Existing, file: Filing) -> None:
    batch.existing[one.id] = now
    batch.filings[placed.number] = file
    batch.revisions.append(
        {
            "article": placed.number,
            "revision": placed.revision,
            "page": batch.next_page,
            "extractor": clean(one.packed.article.extractor),
            "body": one.packed.body,
        }
    )


def _article_row(batch: Batch, one: Arrival, placed: Placed, file: Filing) -> Row:
    return {
        **said(one.packed, file),
        "fetched_at": one.page.fetched_at,
        "revision": placed.revision,
        "page": batch.next_page,
        "gone_at": None,
    }


def said(packed: Packed, file: Filing) -> Row:
    """The columns of an article's row that follow from what its latest revision says."""
    article = packed.article
    return {
        "site": clean(article.site),
        "canonical_url": clean(article.canonical_url),
        "title": clean(article.title),
        "published_at": article.published_at,
        "section": clean(article.section) if article.section else None,
        "language": article.language,
        "kind": article.kind,
        "quality": article.quality.score,
        "characters": len(file.content),
        "content": packed.content,
        "file": file.path,
    }


def _page_row(page: Page, page_id: int, number: int, revision: int, payload: str) -> Row:
    warc = page.warc
    return {
        "id": page_id,
        "article": number,
        "revision": revision,
        "url": clean(page.url),
        "requested_url": clean(page.requested_url),
        "status": page.status,
        "headers": headers_json(page),
        "fetched_at": page.fetched_at,
        "found_by": page.found_by,
        "found_at": clean(page.found_at),
        "listed_at": page.listed_at,
        "warc_file": warc.file if warc else None,
        "warc_offset": warc.offset if warc else None,
        "warc_digest": warc.digest if warc else None,
        "payload": payload,
    }


def _write(connection: Connection, batch: Batch) -> None:
    insert_many(connection, _ARTICLES, batch.articles)
    if batch.revised:
        same = ArticleRow.number == bindparam("article_number")
        connection.execute(update(ArticleRow).where(same), batch.revised)
    if batch.returned:
        connection.execute(update(ArticleRow).where(ArticleRow.number.in_(batch.returned)).values(gone_at=None))
    insert_many(connection, _PAGES, batch.pages)
    note(connection, [*batch.filings, *batch.returned])
    mark(connection, batch.filings)
    if batch.revisions:
        insert_many(connection, _REVISIONS, batch.revisions)
        note_unfiled(connection, batch.filings.values())
    settle(connection, [{"key": key, "article": number} for key, number in batch.addresses.items()])


def note_unfiled(connection: Connection, filings: Iterable[Filing]) -> None:
    """Another program that writes to this archive may not have said yet that the file before is there."""
    rows = [{"article": file.number, "stale": file.stale} for file in filings]
    insert_many(connection, _UNFILED[connection.dialect.name], rows)


def settle(connection: Connection, addresses: list[Row]) -> None:
    """Mark addresses as settled. An article takes the place of a refusal, never the other way round."""
    insert_many(connection, _SETTLED[connection.dialect.name], addresses)


def _unfiled(statement: Upsert) -> Upsert:
    stale = func.coalesce(statement.excluded.stale, UnfiledRow.stale)
    return statement.on_conflict_do_update(index_elements=["article"], set_={"stale": stale})


def _settled(statement: Upsert) -> Upsert:
    newer = statement.excluded.article
    changes = newer.is_not(None) & AddressRow.article.is_distinct_from(newer)
    return statement.on_conflict_do_update(index_elements=["key"], set_={"article": newer}, where=changes)


def _existing(connection: Connection, arrivals: Sequence[Arrival]) -> dict[str, Existing]:
    found: dict[str, Existing] = {}
    for ids in chunks({one.id for one in arrivals}):
        for one in connection.execute(_EXISTING, {"ids": ids}):
            found[one.id] = Existing(*one[1:])
    return found


_KNOWN = (
    ArticleRow.number,
    ArticleRow.revision,
    ArticleRow.content,
    ArticleRow.file,
    ArticleRow.first_fetched_at,
    ArticleRow.gone_at.is_not(None),
)
_EXISTING = (
    select(ArticleRow.id, *_KNOWN, PageRow.payload)
    .join(PageRow, PageRow.id == ArticleRow.page)
    .where(ArticleRow.id.in_(bindparam("ids", expanding=True)))
)

_LAST = select(
    select(func.max(ArticleRow.number)).scalar_subquery().label("article"),
    select(func.max(TombstoneRow.number)).scalar_subquery().label("tombstone"),
    select(func.max(PageRow.id)).scalar_subquery().label("page"),
)
_ARTICLES, _PAGES, _REVISIONS = insert(ArticleRow), insert(PageRow), insert(RevisionRow)
_UNFILED = {"sqlite": _unfiled(sqlite.insert(UnfiledRow)), "postgresql": _unfiled(postgresql.insert(UnfiledRow))}
_SETTLED = {"sqlite": _settled(sqlite.insert(AddressRow)), "postgresql": _settled(postgresql.insert(AddressRow))}
