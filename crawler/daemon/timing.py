"""The next visit of a paper, from its rhythm: as few as keep most articles no older than a quarter of an hour."""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import chain
from math import sqrt

from crawler.daemon.rhythm import WEEK, Rhythm, cell_of, next_hour, part_of_day, rates, shape

SHORTEST = timedelta(minutes=2)
LONGEST = timedelta(days=1)
FRESH = timedelta(minutes=14, seconds=25)
"""Articles are to be archived within 15 minutes; a visit has the first ones after half a minute."""

_FULL = 14.0  # articles: feeds list twenty to fifty, and what falls out of one waits for the daily net
_ENOUGH = 2.0  # articles that a visit outside of watched hours waits for
_FLOOR = 0.81  # of the articles of a paper with one feed: the hours that bring them are watched
_SCATTER = 0.65  # beside that; divided by the root of the articles in two weeks
_ABOVE = 0.02  # so much more of them are to be had in time; as far as they are not, more hours are watched
_GAIN = 2.0  # hours bring so much more than what is missing to the goal
_SOLID = 10.0  # articles from which on a paper's own record counts
_FEWEST, _MOST = 0.78, 0.99  # of a paper's articles, whatever its record
_WORTH = 0.33  # articles a visit of all listings of a paper: hours that bring so many are watched in any case
_LEAST = 0.004  # the same: below that no hour is watched
_SCALE = FRESH / timedelta(hours=1)


def next_visit(rhythm: Rhythm, worth: float) -> datetime:
    """When to look again, after the visit that the rhythm ends with.

    Hours of `worth` articles an hour and more are watched: no article in them waits longer than FRESH, except at their
    end, when a visit more would bring less than it is worth. In all others a visit waits until two articles are
    expected. A burst is visited sooner, before the feed drops its first entries. Never before SHORTEST, never after
    LONGEST.
    """
    last = rhythm.at
    start, waiting = last, 0.0
    watched: datetime | None = None
    while start < last + LONGEST:
        end, rate = next_hour(start), _rate_at(rhythm, start)
        watched = watched or (start if _rate_from(rhythm, start) >= worth else None)
        due = [
            _reached(start, rate, _FULL - waiting),
            max(_reached(start, rate, _ENOUGH - waiting), last + FRESH),
            *([watched + FRESH] if watched else []),
        ]
        if min(due) < end:
            return min(max(min(due), last + SHORTEST), last + LONGEST)
        waiting += rate * ((end - start) / timedelta(hours=1))
        start = end
    return last + LONGEST


def _rate_at(rhythm: Rhythm, moment: datetime) -> float:
    return rates(rhythm)[cell_of(moment)] * part_of_day(moment)


def _rate_from(rhythm: Rhythm, start: datetime) -> float:
    """Articles an hour between `start` and FRESH later, which a visit would have in time; in two hours at most."""
    first = min((next_hour(start) - start) / FRESH, 1.0)
    rest = (1 - first) * _rate_at(rhythm, start + FRESH) if first < 1 else 0.0
    return first * _rate_at(rhythm, start) + rest


def worth_watching(rhythms: Collection[Rhythm], listings: float = 1.0) -> float:
    """The rate, in articles an hour, from which on an hour of a listing is watched; `rhythms` are all of one paper.

    `listings` is how many feeds and sections papers have on average. A paper with ten is asked ten times by a poll,
    too: it is watched for a tenth as much of each.
    """
    usual = sorted(chain.from_iterable(map(shape, rhythms)), reverse=True)
    most, least = (bound / _SCALE / len(rhythms) for bound in (_WORTH, _LEAST))
    left = _watched_part(rhythms, sum(usual) / WEEK, listings) * sum(usual)
    for rate in usual:
        left -= rate
        if left <= 0:
            return max(min(rate, most), least)
    return most


def _watched_part(rhythms: Collection[Rhythm], articles: float, listings: float) -> float:
    """How much of a paper's articles, so many an hour, its watched hours are to bring: more when past visits came too
    late; more of a small paper, for of few articles the share that is had in time scatters.

    More, too, where papers have many listings: most of these need not be read all day, and what that saves is spent on
    being sure of every paper.
    """
    counted, fresh = sum(rhythm.counted for rhythm in rhythms), sum(rhythm.fresh for rhythm in rhythms)
    own = _FLOOR + _SCATTER / sqrt(2 * WEEK * articles)
    own = 1 - max(1 - own, 1 - _MOST) / max(listings, 1.0)
    missing = ((own + _ABOVE) * counted - fresh) / (counted + _SOLID)
    return min(max(own + _GAIN * missing, _FEWEST), _MOST)


def _reached(start: datetime, rate: float, articles: float) -> datetime:
    """When so many more articles are expected; a day later when it takes longer."""
    hours = articles / rate if rate > 0 else 24.0
    return start + timedelta(hours=min(max(hours, 0.0), 24.0))
