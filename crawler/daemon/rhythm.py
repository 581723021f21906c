"""When a paper is worth a visit: what its past visits brought, by hour of the week, as a rate of new articles.

Pure functions. A rate is the product of a slow shape (168 hours of a Vietnamese week, half-life two weeks) and a
fast level (half-life a day), and of what the calendar says: at Tết papers print a third, at the usual hours. Each
level of detail leans on the one above it as far as it has been watched (empirical Bayes with gamma priors): a cell of
the week on its hour and its day, an hour on the paper's mean, the mean on what is usual.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from crawler.alarms import holidays
from crawler.dates import VIETNAM

WEEK = 168
_HOUR = timedelta(hours=1)
_LONG = timedelta(days=28)

# How Vietnamese papers spread a day over its hours: little before five, most before lunch and before the evening news.
_USUAL = (3, 2, 1, 1, 2, 6, 10, 14, 16, 16, 16, 14, 10, 9, 13, 15, 16, 15, 12, 10, 9, 8, 6, 4)
USUAL = tuple(24 * part / sum(_USUAL) for part in _USUAL)
"""The prior of the hours of a day, as parts of their mean."""

_SHAPE_LIFE = timedelta(days=14)
_LEVEL_LIFE = timedelta(days=1)
_IN_TIME = timedelta(minutes=14, seconds=30)  # before a visit: it has its articles half a minute later
_NEAR = 0.3  # what an hour tells of the hour before and the hour after it

# What is known beforehand counts as much as so many articles would.
_GUESS_ARTICLES = 2.0  # of a paper's mean
_HOUR_ARTICLES = 2.0  # of an hour, as on other papers
_DAY_ARTICLES = 20.0  # of a day, that it is like the others
_CELL_ARTICLES = 30.0  # of an hour of the week, that it is as its hour and its day are
_LEVEL_ARTICLES = 15.0  # of the last days, that they were as the last weeks
_SILENCE_ARTICLES = 4.0  # of a rate, when nothing comes: e^-silent would trust it without a doubt
_STOPS = 1e-4  # how likely it is, at any article, that it was a paper's last one for long


@dataclass(frozen=True, slots=True, eq=False)  # as a key of caches it is itself, not its four hundred figures
class Rhythm:
    """What visits taught, as of the moment `at`, older ones weighing less.

    `articles` and `hours`: how many new ones were printed in each hour of the week, from Monday midnight in Vietnam,
    and how long it was watched. `seen` and `foreseen`: of late. `silent`: how many were expected since the last one.
    `counted` and `fresh`: articles that visits brought, and those of them that were had within a quarter of an hour.
    `guess` is articles an hour before anything is known; `usual` the part of a day's mean in each of its hours that is
    known beforehand: of Vietnamese papers, or of the paper that the listing belongs to.
    """

    at: datetime
    guess: float
    articles: tuple[float, ...] = (0.0,) * WEEK
    hours: tuple[float, ...] = (0.0,) * WEEK
    seen: float = 0.0
    foreseen: float = 0.0
    silent: float = 0.0
    counted: float = 0.0
    fresh: float = 0.0
    usual: tuple[float, ...] = USUAL


def observe(rhythm: Rhythm, since: datetime, until: datetime, printed: Iterable[datetime]) -> Rhythm:
    """What a visit at `until` teaches: all articles that are new since `since` were printed at these moments.

    A moment outside of that span (a date without a time, a clock that is wrong) counts as the visit's own. What lies
    before the visit before is the paper's past: nobody could have had it in time. After a clock that was set back
    nothing is learned until the next visit.
    """
    if until <= max(rhythm.at, since) and until != rhythm.at:
        return replace(rhythm, at=until)
    usual, expected = shape(rhythm), rates(rhythm)
    slow, fast = _left(until - rhythm.at, _SHAPE_LIFE), _left(until - rhythm.at, _LEVEL_LIFE)
    told = list(printed)
    moments = [moment if since < moment <= until else until for moment in told]
    articles, hours = ([count * slow for count in cells] for cells in (rhythm.articles, rhythm.hours))
    seen, foreseen = rhythm.seen * fast, rhythm.foreseen * fast
    for start, length in spans(since, until):
        cell, counts = cell_of(start), length * part_of_day(start)
        hours[cell] += counts * _left(until - start, _SHAPE_LIFE)
        foreseen += counts * usual[cell] * _left(until - start, _LEVEL_LIFE)
    for moment in moments:
        articles[cell_of(moment)] += _left(until - moment, _SHAPE_LIFE)
        seen += _left(until - moment, _LEVEL_LIFE)
    waits = spans(max(moments, default=since), until)
    waited = sum(length * expected[cell_of(start)] * part_of_day(start) for start, length in waits)
    silent = waited if moments else rhythm.silent + waited
    if not any(rhythm.hours):  # level and silence are measured against what a paper taught, not against a guess
        seen = foreseen = silent = 0.0
    ages = [until - moment for moment in told if rhythm.at == since < moment <= until]
    counted, fresh = rhythm.counted * slow + len(ages), rhythm.fresh * slow + sum(age <= _IN_TIME for age in ages)
    taught = tuple(articles), tuple(hours), seen, foreseen, silent, counted, fresh
    return Rhythm(until, rhythm.guess, *taught, rhythm.usual)


@lru_cache(maxsize=4096)
def rates(rhythm: Rhythm) -> tuple[float, ...]:
    """Articles an hour to be expected in each hour of a week without holidays."""
    level = (rhythm.seen + _LEVEL_ARTICLES) / (rhythm.foreseen + _LEVEL_ARTICLES)
    unlikely = (1 + rhythm.silent / _SILENCE_ARTICLES) ** _SILENCE_ARTICLES
    printing = 1 / (1 + _STOPS * unlikely)
    return tuple(level * printing * rate for rate in shape(rhythm))


@lru_cache(maxsize=4096)
def mean_rate(rhythm: Rhythm) -> float:
    """Articles an hour, over a whole week as the last ones were."""
    return sum(shape(rhythm)) / WEEK


@lru_cache(maxsize=4096)
def shape(rhythm: Rhythm) -> tuple[float, ...]:
    """Articles an hour in each hour of the week as the last weeks were."""
    articles, hours = rhythm.articles, rhythm.hours
    by_hour = by_hour_of_day(rhythm)
    by_day = [_day_factor(articles, hours, by_hour, day) for day in range(7)]
    return tuple(
        _leaning(articles[cell], hours[cell], by_hour[cell % 24] * by_day[cell // 24], _CELL_ARTICLES)
        for cell in range(WEEK)
    )


@lru_cache(maxsize=4096)
def by_hour_of_day(rhythm: Rhythm) -> list[float]:
    """Articles an hour in each hour of a day, whichever it is, as the last weeks were."""
    articles, hours, usual = rhythm.articles, rhythm.hours, rhythm.usual
    counts = [sum(articles[hour::24]) for hour in range(24)]
    lengths = [sum(hours[hour::24]) * usual[hour] for hour in range(24)]
    mean = _leaning(sum(counts), sum(lengths), rhythm.guess, _GUESS_ARTICLES)
    return [
        mean * usual[hour] * (_around(counts, hour) + _HOUR_ARTICLES) / (mean * _around(lengths, hour) + _HOUR_ARTICLES)
        for hour in range(24)
    ]


def usual_of(rhythms: Iterable[Rhythm]) -> tuple[float, ...]:
    """How the articles of a paper, of which these are all listings, spread over the hours of a day."""
    by_hour = [sum(rates) for rates in zip(*(by_hour_of_day(rhythm) for rhythm in rhythms), strict=True)]
    return tuple(24 * rate / sum(by_hour) for rate in by_hour)


def part_of_day(moment: datetime) -> float:
    """The part of its usual articles that a paper prints on this day by the calendar."""
    return holidays.usual_share(moment.astimezone(VIETNAM).toordinal())


def cell_of(moment: datetime) -> int:
    """The hour of the week that a moment lies in, from Monday midnight in Vietnam."""
    local = moment.astimezone(VIETNAM)
    return local.weekday() * 24 + local.hour


def spans(since: datetime, until: datetime) -> Iterable[tuple[datetime, float]]:
    """The pieces of hours between two moments: the start of each and its length in hours; of long spans the end."""
    since = max(since, until - _LONG)
    while since < until:
        end = min(next_hour(since), until)
        yield since, (end - since) / _HOUR
        since = end


def next_hour(moment: datetime) -> datetime:
    """The next full hour; Vietnam is a whole number of hours from UTC."""
    return moment.replace(minute=0, second=0, microsecond=0) + _HOUR


def _around(values: list[float], hour: int) -> float:
    return values[hour] + _NEAR * (values[hour - 1] + values[(hour + 1) % 24])


def _day_factor(articles: tuple[float, ...], hours: tuple[float, ...], by_hour: list[float], day: int) -> float:
    first = day * 24
    usual = sum(hours[first + hour] * by_hour[hour] for hour in range(24))
    return (sum(articles[first : first + 24]) + _DAY_ARTICLES) / (usual + _DAY_ARTICLES)


def _leaning(articles: float, hours: float, prior: float, weight: float) -> float:
    """The mean of a rate whose gamma prior has the mean `prior` and counts as much as `weight` articles."""
    return (articles + weight) / (hours + weight / prior)


def _left(passed: timedelta, half_life: timedelta) -> float:
    return float(0.5 ** (passed / half_life))
