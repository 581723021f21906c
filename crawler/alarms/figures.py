"""The figures of a visit, and of many visits added up: all that the rules look at."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from typing import TypeVar

import msgspec

from crawler.dates import VIETNAM
from crawler.items import Article

MOST_TOKENS = 96  # of the shape of a site's pages that are kept
MOST_EXAMPLES = 3
_FRESH = timedelta(days=2)  # older articles come from a paper's past, with the designs and customs of then
_SOUND = 0.7  # quality from which an article is taken for well read
Key = TypeVar("Key", int, str)


@dataclass(frozen=True, slots=True)
class Fact:
    """What the rules want to know of one new article. `length` counts characters of its body.

    `fields` are the names of `FIELDS` that hold for it; `shape` the tokens of its page's design.
    """

    url: str
    found_by: str
    fetched_at: datetime
    published_at: datetime | None
    fields: frozenset[str]
    length: int
    shape: tuple[int, ...] = ()


class Visit(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a visit of a site came to, or several.

    `hours` counts fresh articles by way and by hour since 1970; `fields` counts articles for which a field holds, of
    `articles`; `log_length` and `log_square` sum the natural logarithm of body lengths and its square; `shapes` counts
    pages by token; `outcomes` counts pages asked for: `archived`, or why not. `listings` says of each listing of the
    site file that was asked why it brought nothing ("" when it did); `examples` are addresses.
    """

    began: datetime
    ended: datetime
    visits: int = 1
    hours: dict[str, dict[int, int]] = {}
    articles: int = 0
    fields: dict[str, int] = {}
    log_length: float = 0.0
    log_square: float = 0.0
    shapes: dict[int, int] = {}
    shaped: int = 0
    outcomes: dict[str, int] = {}
    listings: dict[str, str] = {}
    examples: dict[str, list[str]] = {}

    @property
    def day(self) -> int:
        """The day in Viet Nam on which it ended, as an ordinal."""
        return self.ended.astimezone(VIETNAM).toordinal()

    @property
    def brought(self) -> int:
        """Fresh articles."""
        return sum(sum(hours.values()) for hours in self.hours.values())


FIELDS: Mapping[str, str] = {
    "lead": "a lead",
    "authors": "an author",
    "date": "a date",
    "section": "a section",
    "tags": "tags",
    "sound": "a body without doubts",
    "own": "no paragraph of other articles",
    "familiar": "a page of the design that is known",
}
"""What holds for an article or does not, and how that is told."""


def fields_of(article: Article, own: bool) -> frozenset[str]:
    """The fields that hold for an article; `own` when no paragraph of it stands in several others."""
    holds = {
        "lead": bool(article.summary), "authors": bool(article.authors or article.source),
        "date": article.published_at is not None, "section": bool(article.section), "tags": bool(article.tags),
        "sound": article.quality.score >= _SOUND, "own": own,
    }  # fmt: skip
    return frozenset(name for name, true in holds.items() if true)


def visit_of(
    span: tuple[datetime, datetime], facts: Sequence[Fact], outcomes: Mapping[str, int],
    listings: Mapping[str, str], core: frozenset[int],
) -> Visit:  # fmt: skip
    """The figures of one visit, from when to when it ran; `core`: what the site's pages have in common so far."""
    news = [fact for fact in facts if _is_news(fact)]
    named = [(fact, fact.fields | ({"familiar"} if is_familiar(fact.shape, core) else set())) for fact in news]
    logs = [log(max(fact.length, 1)) for fact in news]
    fields = Counter(name for _, names in named for name in names)
    examples = {
        name: [fact.url for fact, names in named if name not in names][:MOST_EXAMPLES]
        for name in FIELDS
        if fields[name] < len(news)
    }
    return Visit(
        began=span[0],
        ended=span[1],
        hours=_hours(news),
        articles=len(news),
        fields=dict(fields),
        log_length=sum(logs),
        log_square=sum(value * value for value in logs),
        shapes=_most(Counter(token for fact in news for token in fact.shape)),
        shaped=sum(1 for fact in news if fact.shape),
        outcomes=dict(outcomes),
        listings=dict(listings),
        examples=examples,
    )


def is_familiar(shape: Sequence[int], core: frozenset[int]) -> bool:
    """Whether a page has half of what the site's pages have in common; one of which nothing is known has."""
    return not core or not shape or 2 * len(core.intersection(shape)) >= len(core)


def core_of(visits: Iterable[Visit]) -> frozenset[int]:
    """The tokens on most pages; none before 8 pages were seen."""
    shapes: Counter[int] = Counter()
    shaped = 0
    for visit in visits:
        shapes.update(visit.shapes)
        shaped += visit.shaped
    return frozenset(token for token, count in shapes.items() if count >= 0.6 * shaped) if shaped >= 8 else frozenset()


def added(visits: Sequence[Visit]) -> Visit:
    """Visits of a day in one, without what is said of listings and without examples."""
    hours: dict[str, Counter[int]] = {}
    for visit in visits:
        for way, counts in visit.hours.items():
            hours.setdefault(way, Counter()).update(counts)
    return Visit(
        began=min(visit.began for visit in visits),
        ended=max(visit.ended for visit in visits),
        visits=sum(visit.visits for visit in visits),
        hours={way: dict(counts) for way, counts in hours.items()},
        articles=sum(visit.articles for visit in visits),
        fields=_summed(visit.fields for visit in visits),
        log_length=sum(visit.log_length for visit in visits),
        log_square=sum(visit.log_square for visit in visits),
        shapes=_most(Counter(_summed(visit.shapes for visit in visits))),
        shaped=sum(visit.shaped for visit in visits),
        outcomes=_summed(visit.outcomes for visit in visits),
    )


def _summed(counts: Iterable[Mapping[Key, int]]) -> dict[Key, int]:
    total: Counter[Key] = Counter()
    for one in counts:
        total.update(one)
    return dict(total)


def _most(shapes: Counter[int]) -> dict[int, int]:
    return dict(sorted(shapes.items(), key=lambda item: (-item[1], item[0]))[:MOST_TOKENS])


def _is_news(fact: Fact) -> bool:
    """A feed or a section lists news; a sitemap may list twenty years."""
    if fact.found_by in ("feed", "section"):
        return True
    return fact.published_at is not None and fact.fetched_at - fact.published_at < _FRESH


def _hours(news: Iterable[Fact]) -> dict[str, dict[int, int]]:
    """By the hour of publication; what is older than it should be counts when it was fetched."""
    found: dict[str, Counter[int]] = {}
    for fact in news:
        printed = fact.published_at
        fresh = printed is not None and timedelta() <= fact.fetched_at - printed < _FRESH
        moment = printed if fresh and printed is not None else fact.fetched_at
        found.setdefault(fact.found_by, Counter())[int(moment.timestamp()) // 3600] += 1
    return {way: dict(counts) for way, counts in found.items()}
