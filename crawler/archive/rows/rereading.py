"""Revisions read again by a newer extractor: what they say is replaced, when and from where it was fetched stays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select, tuple_, update

from crawler.archive.duplicates.duplicates import Arrival, DuplicateMemory, Duplicates, moment_of
from crawler.archive.filing.files import Filing, filing
from crawler.archive.rows.bodies import Packed, clean, pack, unpack
from crawler.archive.rows.journal import note
from crawler.archive.rows.storing import Row, note_unfiled, said
from crawler.archive.rows.tables import ArticleRow, PageRow, RevisionRow
from crawler.archive.rows.texts import texts_by_number
from crawler.archive.values import Scope
from crawler.archive.words import upkeep
from crawler.items import IMPORT, Article, Fingerprint, Page, WarcRef

AT_ONCE = 64
"""Revisions that are read and replaced together: their commit's share of the time is small already."""

Place = tuple[int, int]
"""Article number and revision."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision as it stands. `page` is the fetch that brought it, without its body, whose digest is `payload`."""

    place: Place
    id: str
    canonical_url: str
    body: bytes
    page: Page
    payload: str

    def article(self) -> Article:
        """What it says. Raises ArchiveUnusable when its row is damaged."""
        return unpack(self.body, self.id)


class Reread(NamedTuple):
    """A revision, what its page says by today's extractor, and the fingerprint of that."""

    before: Revision
    article: Article
    fingerprint: Fingerprint


class _Standing(NamedTuple):
    """What the transaction finds of a revision; `latest` is the number of the article's last one."""

    body: bytes
    latest: int
    first_fetched_at: datetime
    file: str


def count(connection: Connection, scope: Scope, unless: str | None) -> int:
    """How many revisions there are to read; those of the extractor `unless` are left out, and imported ones."""
    query = select(func.count()).select_from(RevisionRow).join(PageRow, PageRow.id == RevisionRow.page)
    query = query.join(ArticleRow, ArticleRow.number == RevisionRow.article)
    return connection.execute(query.where(*_within(scope, unless))).scalar_one()


def count_imported(connection: Connection, scope: Scope) -> int:
    """How many articles came as files: there is no page of theirs to read again."""
    query = select(func.count()).select_from(ArticleRow).join(PageRow, PageRow.id == ArticleRow.page)
    return connection.execute(query.where(ArticleRow.found_by == IMPORT, *_in(scope))).scalar_one()


def after(connection: Connection, last: Place, scope: Scope, unless: str | None) -> list[Revision]:
    """The next AT_ONCE revisions after `last`, in archive order."""
    here = tuple_(RevisionRow.article, RevisionRow.revision)
    query = _revisions().where(here > last, *_within(scope, unless))
    rows = connection.execute(query.order_by(RevisionRow.article, RevisionRow.revision).limit(AT_ONCE))
    return [_revision(row) for row in rows]


def replace(connection: Connection, memory: DuplicateMemory, rereads: Iterable[Reread]) -> list[Filing]:
    """Put new bodies in the place of old ones, with all that follows from them; returns the files to write then.

    A revision that is not as it was read, because it was taken down or read again meanwhile, is left as it is.
    """
    packed = {one.before.place: (one, pack(one.article)) for one in rereads}
    standing = _standing(connection, list(packed))
    packed = {
        place: (one, new)
        for place, (one, new) in packed.items()
        if place in standing and standing[place].body == one.before.body != new.body
    }
    if not packed:
        return []
    _write_bodies(connection, {place: new for place, (_, new) in packed.items()})
    note(connection, [number for number, _ in packed])
    latest = {place: both for place, both in packed.items() if place[1] == standing[place].latest}
    return _follow(connection, memory, latest, standing)


def _follow(
    connection: Connection,
    memory: DuplicateMemory,
    latest: Mapping[Place, tuple[Reread, Packed]],
    standing: Mapping[Place, _Standing],
) -> list[Filing]:
    """Article rows, files and both indexes after the latest revisions."""
    rows: list[Row] = []
    filings: list[Filing] = []
    arrivals: list[Arrival] = []
    for place, (one, new) in latest.items():
        was = standing[place]
        file = filing(place[0], new.article, was.first_fetched_at, was.file)
        rows.append({**said(new, file), "article_number": place[0]})
        filings.append(file)
        moment = moment_of(new.article.published_at, was.first_fetched_at)
        arrivals.append(Arrival(place[0], one.fingerprint, new.article.text, moment))
    if rows:
        connection.execute(update(ArticleRow).where(ArticleRow.number == bindparam("article_number")), rows)
        note_unfiled(connection, filings)
        Duplicates(connection, lambda numbers: texts_by_number(connection, numbers), memory).judge_and_add(arrivals)
        texts = [(place[0], one.before.article(), new.article) for place, (one, new) in latest.items()]
        upkeep.replace(connection, texts)
    return filings


def _write_bodies(connection: Connection, packed: Mapping[Place, Packed]) -> None:
    here = (RevisionRow.article == bindparam("number")) & (RevisionRow.revision == bindparam("ordinal"))
    rows = [
        {"number": number, "ordinal": revision, "body": new.body, "extractor": clean(new.article.extractor)}
        for (number, revision), new in packed.items()
    ]
    connection.execute(update(RevisionRow).where(here), rows)


def _standing(connection: Connection, places: Sequence[Place]) -> dict[Place, _Standing]:
    row = ArticleRow
    query = select(
        RevisionRow.article, RevisionRow.revision, RevisionRow.body, row.revision, row.first_fetched_at, row.file
    ).join(row, row.number == RevisionRow.article)
    query = query.where(RevisionRow.article.in_({number for number, _ in places}))
    return {(one[0], one[1]): _Standing(*one[2:]) for one in connection.execute(query)}


def _within(scope: Scope, unless: str | None) -> Iterator[ColumnElement[bool]]:
    yield ArticleRow.found_by != IMPORT
    yield from _in(scope)
    if unless is not None:
        yield RevisionRow.extractor != clean(unless)


def _in(scope: Scope) -> Iterator[ColumnElement[bool]]:
    if scope.sites is not None:
        yield ArticleRow.site.in_(sorted(scope.sites))
    if scope.since is not None:
        yield PageRow.fetched_at >= scope.since
    if scope.until is not None:
        yield PageRow.fetched_at < scope.until


def _revisions() -> Select[*tuple[Any, ...]]:
    pages = (
        PageRow.url, PageRow.requested_url, PageRow.status, PageRow.fetched_at, PageRow.found_by, PageRow.found_at,
        PageRow.listed_at, PageRow.warc_file, PageRow.warc_offset, PageRow.warc_digest, PageRow.payload,
    )  # fmt: skip
    articles = (ArticleRow.id, ArticleRow.site, ArticleRow.canonical_url)
    return (
        select(RevisionRow.article, RevisionRow.revision, RevisionRow.body, *articles, *pages)
        .join(ArticleRow, ArticleRow.number == RevisionRow.article)
        .join(PageRow, PageRow.id == RevisionRow.page)
    )


def _revision(row: Any) -> Revision:
    warc = WarcRef(row.warc_file, row.warc_offset, row.warc_digest) if row.warc_file is not None else None
    page = Page(
        url=row.url,
        requested_url=row.requested_url,
        site=row.site,
        status=row.status,
        headers=(),
        body=b"",
        fetched_at=row.fetched_at,
        found_by=row.found_by,
        found_at=row.found_at,
        listed_at=row.listed_at,
        warc=warc,
    )
    return Revision((row.article, row.revision), row.id, row.canonical_url, row.body, page, row.payload)
