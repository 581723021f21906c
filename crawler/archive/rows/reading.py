"""Articles out of rows: streamed in a fixed order, or by id."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from crawler.archive.database.among import among
from crawler.archive.duplicates.judging import UNIQUE, verdicts_of
from crawler.archive.rows.bodies import unpack
from crawler.archive.rows.tables import ArticleRow, PageRow, RevisionRow
from crawler.archive.rows.texts import Columns, with_latest
from crawler.archive.values import Exported
from crawler.items import Verdict, WarcRef

FETCH = 200
"""Articles held at once while streaming: under 2 MB, compressed."""


def stream(
    connection: Connection, *, sites: Iterable[str] | None, revisions: bool, quarantined: bool
) -> Iterator[Exported]:
    """Articles by (published_at, id), those without a date last; with `revisions` each with all it ever said.

    Those in quarantine come only when they are asked for.

    Only numbers are streamed in order, from the index; bodies follow a few at a time, so that no database sorts them.
    """
    query = select(ArticleRow.number).order_by(ArticleRow.published_at.nulls_last(), ArticleRow.id)
    if sites is not None:
        query = query.where(ArticleRow.site.in_(sorted(sites)))
    if not quarantined:
        query = query.where(ArticleRow.number.not_in(_KEPT_BACK))
    with closing(connection.execute(query, execution_options={"yield_per": FETCH}).scalars()) as numbers:
        for chunk in numbers.partitions():
            yield from _fetch(connection, chunk, revisions)


def by_id(connection: Connection, article_id: str) -> list[Exported]:
    """Every revision of one article, oldest first; empty when there is none."""
    rows = connection.execute(_ONE, {"id": article_id}).all()
    verdicts = verdicts_of(connection, {row.number for row in rows})
    return [_exported(row, verdicts.get(row.number, UNIQUE)) for row in sorted(rows, key=lambda row: row.revision)]


def any_article(connection: Connection) -> bool:
    """Whether the archive holds any."""
    return connection.execute(select(ArticleRow.number).limit(1)).first() is not None


def example(connection: Connection) -> Exported | None:
    """Of the first articles archived the one from whose page most was taken out; None in an empty archive."""
    numbers = connection.execute(select(ArticleRow.number).order_by(ArticleRow.number).limit(FETCH)).scalars().all()
    return max(_fetch(connection, numbers, revisions=False), key=lambda one: len(one.article.dropped), default=None)


def _fetch(connection: Connection, numbers: Sequence[int], revisions: bool) -> Iterator[Exported]:
    rows = connection.execute(_ALL if revisions else _LATEST, {"numbers": list(numbers)}).all()
    verdicts = verdicts_of(connection, numbers)
    place = {number: index for index, number in enumerate(numbers)}
    for row in sorted(rows, key=lambda row: (place[row.number], row.revision)):
        yield _exported(row, verdicts.get(row.number, UNIQUE))


def _query(revisions: bool) -> Select[*Columns]:
    query: Select[*Columns] = select(
        ArticleRow.number,
        ArticleRow.id,
        ArticleRow.file,
        ArticleRow.found_by,
        ArticleRow.gone_at,
        ArticleRow.quarantined_at.is_not(None).label("quarantined"),
        RevisionRow.revision,
        RevisionRow.body,
        PageRow.fetched_at,
        PageRow.found_at,
        PageRow.warc_file,
        PageRow.warc_offset,
        PageRow.warc_digest,
    ).select_from(ArticleRow)
    joined = query.join(RevisionRow, RevisionRow.article == ArticleRow.number) if revisions else with_latest(query)
    return joined.join(PageRow, PageRow.id == RevisionRow.page)


_KEPT_BACK = select(ArticleRow.number).where(ArticleRow.quarantined_at.is_not(None))  # few, and from an index alone
_ALL = _query(revisions=True).where(among(ArticleRow.number))
_ONE = _query(revisions=True).where(ArticleRow.id == bindparam("id"))
_LATEST = _query(revisions=False).where(among(ArticleRow.number))


def _exported(row: Row[Any], verdict: Verdict) -> Exported:
    warc = WarcRef(row.warc_file, row.warc_offset, row.warc_digest) if row.warc_file is not None else None
    return Exported(
        number=row.number,
        file=row.file,
        found_by=row.found_by,
        article=unpack(row.body, row.id),
        fetched_at=row.fetched_at,
        revision=row.revision,
        verdict=verdict,
        gone_at=row.gone_at,
        warc=warc,
        found_at=row.found_at,
        quarantined=row.quarantined,
    )
