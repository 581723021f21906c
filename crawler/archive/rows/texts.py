"""Plain texts of articles, as their latest revisions say."""

import logging
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, select

from crawler.archive.database.among import among
from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.bodies import unpack
from crawler.archive.rows.tables import ArticleRow, RevisionRow
from crawler.errors import ArchiveUnusable

logger = logging.getLogger(__name__)

Columns = tuple[Any, ...]


def texts_by_id(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Texts by article id; ids that are not there are left out. Raises ArchiveUnusable for a damaged body."""
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        for row in connection.execute(_bodies().where(ArticleRow.id.in_(chunk))):
            found[row.id] = unpack(row.body, row.id).text
    return found


def texts_by_number(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """Texts by article number; numbers that are not there are left out, and damaged bodies with a warning.

    An article that can be compared with nothing must not keep others out of the archive.
    """
    found: dict[int, str] = {}
    for chunk in chunks(numbers):
        for row in connection.execute(BODIES, {"numbers": chunk}):
            try:
                found[row.number] = unpack(row.body, row.id).text
            except ArchiveUnusable as error:
                logger.warning("%s", error)
    return found


def with_latest(query: Select[*Columns]) -> Select[*Columns]:
    """A query of articles joined with their latest revisions."""
    same = (RevisionRow.article == ArticleRow.number) & (RevisionRow.revision == ArticleRow.revision)
    return query.join(RevisionRow, same)


def _bodies() -> Select[*Columns]:
    return with_latest(select(ArticleRow.number, ArticleRow.id, RevisionRow.body).select_from(ArticleRow))


BODIES = _bodies().where(among(ArticleRow.number))
"""Number, id and latest body of the articles with the `numbers` that it is executed with."""
