"""What the archive takes for an article."""

from dataclasses import dataclass
from datetime import date, timedelta, timezone

from crawler.errors import Reason
from crawler.items import Article

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Rules:
    """`min_words` of lead, text and captions together; `languages` taken; days asked for, both included."""

    min_words: int
    languages: frozenset[str]
    since: date | None = None
    until: date | None = None


def refusal(article: Article, rules: Rules) -> tuple[Reason, str] | None:
    """Why `article` is refused, with a detail for people; None when it is taken."""
    if not article.title:
        return Reason.NO_TITLE, "no headline found"
    if article.language is not None and article.language not in rules.languages:
        return Reason.LANGUAGE, f"language {article.language}"
    words = sum(len(part.split()) for part in (article.summary, *(block.text for block in article.blocks)))
    if words < rules.min_words:
        return Reason.TOO_SHORT, f"{words} words of {rules.min_words}"
    return _outside(article, rules)


def _outside(article: Article, rules: Rules) -> tuple[Reason, str] | None:
    if article.published_at is None:
        return None
    day = article.published_at.astimezone(VIETNAM).date()
    if (rules.since and day < rules.since) or (rules.until and day > rules.until):
        return Reason.OUTSIDE_DATES, f"published {day}"
    return None
