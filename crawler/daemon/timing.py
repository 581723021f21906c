"""The next visit of a paper, from its rhythm: as few as keep most articles no older than a quarter of an hour."""

from datetime import datetime, timedelta

from crawler.daemon.rhythm import Rhythm, cell_of, next_hour, rates, shape

SHORTEST = timedelta(minutes=2)
LONGEST = timedelta(days=1)
FRESH = timedelta(minutes=14, seconds=15)
"""Articles are to be archived within 15 minutes; a visit has the first ones after half a minute."""

_FULL = 14.0  # articles: feeds list twenty to fifty, and what falls out of one waits for the daily net
_WORTH = 0.3  # articles a visit: an hour that brings so many is watched in any case
_OWN = 0.9  # of a paper's articles: the hours that bring them are watched, however small the paper
_LEAST = 0.02  # articles a visit: below that no hour is watched
_SCALE = FRESH / timedelta(hours=1)


def next_visit(rhythm: Rhythm) -> datetime:
    """When to look again, after the visit that the rhythm ends with.

    Hours worth it are watched: no article in them waits longer than FRESH. In all others a visit waits until one
    article is expected. A burst is visited sooner, before the feed drops its first ones. Never before SHORTEST, never
    after LONGEST.
    """
    last, expected = rhythm.at, rates(rhythm)
    worth = _worth(shape(rhythm))
    start, waiting = last, 0.0
    watched: datetime | None = None
    while start < last + LONGEST:
        end, rate = next_hour(start), expected[cell_of(start)]
        watched = watched or (start if rate >= worth else None)
        due = [
            _reached(start, rate, _FULL - waiting),
            max(_reached(start, rate, 1.0 - waiting), last + FRESH),
            *([watched + FRESH] if watched else []),
        ]
        if min(due) < end:
            return min(max(min(due), last + SHORTEST), last + LONGEST)
        waiting += rate * ((end - start) / timedelta(hours=1))
        start = end
    return last + LONGEST


def _worth(usual: tuple[float, ...]) -> float:
    """The rate, in articles an hour, from which on an hour of this paper is watched."""
    left = _OWN * sum(usual)
    for rate in sorted(usual, reverse=True):
        left -= rate
        if left <= 0:
            return max(min(rate, _WORTH / _SCALE), _LEAST / _SCALE)
    return _WORTH / _SCALE


def _reached(start: datetime, rate: float, articles: float) -> datetime:
    """When so many more articles are expected; a day later when it takes longer."""
    hours = articles / rate if rate > 0 else 24.0
    return start + timedelta(hours=min(max(hours, 0.0), 24.0))
