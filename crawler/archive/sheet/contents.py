"""What articles hold beside their rows: fields, what was taken out of their pages, doubts about them."""

from collections import Counter, defaultdict
from contextlib import closing

from sqlalchemy import Connection, func, select

from crawler.archive.rows.bodies import unpack
from crawler.archive.rows.tables import ArticleRow, RevisionRow
from crawler.archive.rows.texts import with_latest
from crawler.archive.sheet.values import Contents
from crawler.items import Article

MOST = 20_000
"""Articles that are opened: of a larger archive every n-th, which is enough for shares to a hundredth."""
_AT_ONCE = 200

FIELDS = ("summary", "authors", "published_at", "modified_at", "section", "tags", "source", "captions")


def contents(connection: Connection) -> Contents:
    """Open all articles, or a sample spread evenly over the archive. Raises ArchiveUnusable for a damaged body."""
    of_paper: Counter[str] = Counter()
    filled: dict[str, Counter[str]] = defaultdict(Counter)
    dropped: Counter[str] = Counter()
    doubts: Counter[str] = Counter()
    total = connection.execute(select(func.count()).select_from(ArticleRow)).scalar_one()
    step = -(-total // MOST) or 1
    query = with_latest(select(ArticleRow.id, RevisionRow.body).select_from(ArticleRow))
    query = query.where(ArticleRow.number % step == 0)
    with closing(connection.execute(query, execution_options={"yield_per": _AT_ONCE})) as rows:
        for name, body in rows:
            article = unpack(body, name)
            of_paper[article.site] += 1
            filled[article.site].update(_filled(article))
            dropped.update(piece.reason for piece in article.dropped)
            doubts.update(article.quality.reasons)
    return Contents(of_paper.total(), of_paper, filled, dropped, doubts)


def _filled(article: Article) -> list[str]:
    return [field for field in FIELDS if getattr(article, field)]
