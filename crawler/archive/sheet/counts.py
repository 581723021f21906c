"""The rows of all articles, counted in one pass."""

from collections import Counter, defaultdict
from contextlib import closing
from datetime import date, timedelta, timezone

from sqlalchemy import Connection, select

from crawler.archive.rows.tables import ArticleRow
from crawler.archive.sheet.values import PaperSheet

_AT_ONCE = 5000
_VIETNAM = timezone(timedelta(hours=7))
_QUERY = select(
    ArticleRow.site,
    ArticleRow.published_at,
    ArticleRow.characters,
    ArticleRow.quality,
    ArticleRow.kind,
    ArticleRow.language,
)


class RowCounts:
    """Articles by paper and day, length, quality, kind and language; what is held grows with papers and days alone."""

    def __init__(self, connection: Connection) -> None:
        self.lengths: Counter[int] = Counter()
        self.quality: Counter[int] = Counter()
        self.kinds: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self._articles: Counter[str] = Counter()
        self._characters: Counter[str] = Counter()
        self._days: dict[str, Counter[date]] = defaultdict(Counter)
        with closing(connection.execute(_QUERY, execution_options={"yield_per": _AT_ONCE})) as rows:
            for site, published_at, characters, quality, kind, language in rows:
                self.lengths[characters] += 1
                self.quality[round(quality * 100)] += 1
                self.kinds[kind] += 1
                self.languages[language or ""] += 1
                self._articles[site] += 1
                self._characters[site] += characters
                if published_at is not None:
                    self._days[site][published_at.astimezone(_VIETNAM).date()] += 1

    def papers(self) -> tuple[PaperSheet, ...]:
        """A value a paper, those with most articles first."""
        return tuple(
            PaperSheet(
                site=site,
                articles=articles,
                characters=self._characters[site],
                undated=articles - self._days[site].total(),
                days=dict(sorted(self._days[site].items())),
            )
            for site, articles in sorted(self._articles.items(), key=lambda one: (-one[1], one[0]))
        )
