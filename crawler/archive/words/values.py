"""What the index of words holds of an article, and where a search looks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import TextClause, bindparam, text

from crawler.archive.database.base import UtcTime
from crawler.archive.rows.bodies import clean
from crawler.items import Article

MOST_CHARACTERS = 100_000
"""Of a body; twenty times a long report. PostgreSQL refuses a tsvector over 1 MB."""

RANKED = 1_000
"""Matches at most: the last archived. Ranking all of the 400,000 that a common syllable has takes seconds."""


class Entry(NamedTuple):
    """What is indexed of article `number`: its headline, and lead, captions and body."""

    number: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Where to search: sites by id (none: all), published at or after `since` and before `until`."""

    sites: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def entry(number: int, article: Article) -> Entry:
    """What is indexed of an article."""
    body = "\n".join([article.summary, *(block.text for block in article.blocks)])
    return Entry(number, clean(article.title), clean(body[:MOST_CHARACTERS]))


def where(limits: Limits) -> tuple[str, dict[str, Any]]:
    """Conditions on the columns of `articles`, and their values."""
    values: dict[str, Any] = {f"site{place}": site for place, site in enumerate(limits.sites)}
    parts = [f"articles.site IN ({', '.join(f':{name}' for name in values)})"] if values else []
    for name, sign, moment in (("since", ">=", limits.since), ("until", "<", limits.until)):
        if moment is not None:
            parts.append(f"articles.published_at {sign} :{name}")
            values[name] = moment
    return "".join(f" AND {part}" for part in parts), values


def with_times(statement: str, values: dict[str, Any]) -> TextClause:
    """The statement, in which times are written as their column has them."""
    times = [bindparam(name, type_=UtcTime()) for name, value in values.items() if isinstance(value, datetime)]
    return text(statement).bindparams(*times)
