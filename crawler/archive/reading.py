"""Articles out of rows: streamed in a fixed order, or by id."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from crawler.archive.addresses import chunks
from crawler.archive.bodies import unpack
from crawler.archive.tables import ArticleRow, PageRow, RevisionRow
from crawler.archive.values import Exported
from crawler.items import Verdict, WarcRef

Columns = tuple[Any, ...]

FETCH = 200
"""Articles held at once while streaming: under 2 MB, compressed."""


def stream(connection: Connection, *, sites: Iterable[str] | None, revisions: bool) -> Iterator[Exported]:
    """Articles by (published_at, id), those without a date last; with `revisions` each with all it ever said.

    Only numbers are streamed in order, from the index; bodies follow a few at a time, so that no database sorts them.
    """
    query = select(ArticleRow.number).order_by(ArticleRow.published_at.nulls_last(), ArticleRow.id)
    if sites is not None:
        query = query.where(ArticleRow.site.in_(sorted(sites)))
    numbers = connection.execute(query, execution_options={"yield_per": FETCH}).scalars()
    for chunk in numbers.partitions():
        yield from _fetch(connection, chunk, revisions)


def by_id(connection: Connection, article_id: str) -> list[Exported]:
    """Every revision of one article, oldest first; empty when there is none."""
    numbers = connection.execute(select(ArticleRow.number).where(ArticleRow.id == article_id)).scalars().all()
    return list(_fetch(connection, numbers, revisions=True))


def example(connection: Connection) -> Exported | None:
    """Of the first articles archived the one from whose page most was taken out; None in an empty archive."""
    numbers = connection.execute(select(ArticleRow.number).order_by(ArticleRow.number).limit(FETCH)).scalars().all()
    return max(_fetch(connection, numbers, revisions=False), key=lambda one: len(one.article.dropped), default=None)


def texts(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The plain texts of the articles with these ids, as their latest revisions say."""
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        query: Select[*Columns] = _latest(select(ArticleRow.id, RevisionRow.body).select_from(ArticleRow))
        for name, body in connection.execute(query.where(ArticleRow.id.in_(chunk))):
            found[name] = unpack(body).text
    return found


def _fetch(connection: Connection, numbers: Sequence[int], revisions: bool) -> Iterator[Exported]:
    query = _query(revisions).where(ArticleRow.number.in_(numbers))
    rows = connection.execute(query).all()
    place = {number: index for index, number in enumerate(numbers)}
    for row in sorted(rows, key=lambda row: (place[row.number], row.revision)):
        yield _exported(row)


def _query(revisions: bool) -> Select[*Columns]:
    query: Select[*Columns] = select(
        ArticleRow.number,
        ArticleRow.file,
        ArticleRow.found_by,
        ArticleRow.gone_at,
        RevisionRow.revision,
        RevisionRow.body,
        PageRow.fetched_at,
        PageRow.warc_file,
        PageRow.warc_offset,
        PageRow.warc_digest,
    ).select_from(ArticleRow)
    joined = query.join(RevisionRow, RevisionRow.article == ArticleRow.number) if revisions else _latest(query)
    return joined.join(PageRow, PageRow.id == RevisionRow.page)


def _latest(query: Select[*Columns]) -> Select[*Columns]:
    same = (RevisionRow.article == ArticleRow.number) & (RevisionRow.revision == ArticleRow.revision)
    return query.join(RevisionRow, same)


def _exported(row: Row[Any]) -> Exported:
    warc = WarcRef(row.warc_file, row.warc_offset, row.warc_digest) if row.warc_file is not None else None
    return Exported(
        number=row.number,
        file=row.file,
        found_by=row.found_by,
        article=unpack(row.body),
        fetched_at=row.fetched_at,
        revision=row.revision,
        verdict=Verdict("unique"),
        gone_at=row.gone_at,
        warc=warc,
    )
