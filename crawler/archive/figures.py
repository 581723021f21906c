"""What an archive holds, counted."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from crawler.archive.duplicates.judging import copies
from crawler.archive.rows.tables import AddressRow, ArticleRow, FailureRow
from crawler.archive.values import Figures, SiteFigures

Counts = dict[str, Counter[str]]


def figures(connection: Connection, *, database: str, articles_dir: str, warc_dir: str) -> Figures:
    """Figures of every paper, in the order of their ids."""
    row = ArticleRow
    archived = _counts(connection, select(row.site, row.found_by, func.count()).group_by(row.site, row.found_by))
    missed = _counts(connection, _missed(FailureRow.found_by))
    reasons = _counts(connection, _missed(FailureRow.reason))
    revised = _single(connection, select(row.site, func.count()).where(row.revision > 1).group_by(row.site))
    gone = _single(connection, select(row.site, func.count()).where(row.gone_at.is_not(None)).group_by(row.site))
    copied = copies(connection)
    first, last = connection.execute(select(func.min(row.first_fetched_at), func.max(row.fetched_at))).one()
    sites = tuple(
        SiteFigures(
            site=site,
            found=_sum(archived[site], missed[site]),
            archived=archived[site].total(),
            revised=revised.get(site, 0),
            gone=gone.get(site, 0),
            copies=_sum(copied[site]),
            failures=_sum(reasons[site]),
        )
        for site in sorted(archived.keys() | reasons.keys())
    )
    return Figures(sites, database, articles_dir, warc_dir, first, last)


def _missed(by: InstrumentedAttribute[str]) -> Select[str, str, int]:
    """Pages that failed and were not archived at another time: the reason of each is its last one."""
    latest = FailureRow.__table__.alias("later")
    later = select(latest.c.key).where(latest.c.key == FailureRow.key, latest.c.at > FailureRow.at).exists()
    archived = select(AddressRow.key).where(AddressRow.key == FailureRow.key, AddressRow.article.is_not(None)).exists()
    return select(FailureRow.site, by, func.count()).where(~archived, ~later).group_by(FailureRow.site, by)


def _counts(connection: Connection, query: Select[str, str, int]) -> Counts:
    found: Counts = defaultdict(Counter)
    for site, name, count in connection.execute(query):
        found[site][name] += count
    return found


def _single(connection: Connection, query: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _sum(*counters: Iterable[str]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return dict(sorted(total.items()))
