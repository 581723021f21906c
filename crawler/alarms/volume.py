"""The paper goes on, with far fewer articles than before, day after day: a feed or a section is lost.

Whole days up to last midnight are compared with what was to be expected of them. A holiday, days on which nobody
looked, and days of which another alarm tells are left out.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from crawler.alarms.chance import so_few
from crawler.alarms.history import History
from crawler.alarms.rhythm import Hours, Rhythm, begin_of, counted, day_of, hour_of, is_holiday, learned
from crawler.alarms.values import Finding

FALSE_A_YEAR = 0.02
"""Alarms that chance alone raises in a site's year."""
_SPANS = (4, 7)  # days: a slow day, a slow weekend are over by then
_KNOWN = 21  # days of a paper that are known before anything is said
_BELOW = 0.85  # of the least that as many days have brought before
_LEFT, _AGAIN = 0.62, 0.85  # of what was to be expected: at most, and when it is over
_OVER = 2  # days in which that must be so
_UNWATCHED = timedelta(hours=12)  # without a visit: what feeds drop in that time is not missed by the paper
_SETTLED = timedelta(days=21)  # then this is how much the paper prints


def findings(history: History) -> Iterator[Finding]:
    """At the first visit of a day; at most one, and none beside an alarm that explains it."""
    if len(history.visits) < 2 or history.visits[-2].day == history.visits[-1].day:
        return
    standing = history.standing("volume")
    if standing is not None:
        if history.now - standing.since > _SETTLED or _is_over(history, day_of(hour_of(standing.since))):
            yield Finding("volume", "", False, history.now)
    elif not any(alarm.cleared_at is None for alarm in history.alarms):
        yield from _fallen(history)


def _fallen(history: History) -> Iterator[Finding]:
    today, watched, hours = day_of(hour_of(history.now)), _watched_since(history), counted(history.visits, None)
    for days in _SPANS:
        first = today - days
        if first <= watched or any(map(is_holiday, range(first - 1, today + 1))):
            return
        rhythm = _learned(history, hours, first, days)
        if rhythm is None or rhythm.days < _KNOWN:
            return
        seen, expected = _seen(hours, first, today), _expected(rhythm, first, today)
        if seen > _LEFT * expected or so_few(seen, expected, rhythm.size) > FALSE_A_YEAR / (365 * len(_SPANS)):
            continue
        if seen < _BELOW * _fewest(rhythm, hours, first, days) * expected:
            yield _told(history, first, seen, expected)
            return


def _fewest(rhythm: Rhythm, hours: Hours, last: int, days: int) -> float:
    """The least that as many days before `last` brought of what is usual."""
    starts = range(last - rhythm.days, last - days + 1)
    return min(_seen(hours, day, day + days) / max(_expected(rhythm, day, day + days), 1.0) for day in starts)


def _watched_since(history: History) -> int:
    """The day, since 1970, after which visits came close enough and no other alarm stood."""
    cleared = [alarm.cleared_at for alarm in history.alarms if alarm.cleared_at is not None]
    missed = [late.began for early, late in pairwise(history.visits) if late.began - early.ended > _UNWATCHED]
    return max((day_of(hour_of(moment)) for moment in [*cleared, *missed]), default=0)


def _learned(history: History, hours: Hours, day: int, days: int) -> Rhythm | None:
    return learned(hours, day_of(hour_of(history.visits[0].ended)) + 1, day, days)


def _is_over(history: History, since: int) -> bool:
    today, hours = day_of(hour_of(history.now)), counted(history.visits, None)
    rhythm, first = _learned(history, hours, since, 1), today - _OVER
    return rhythm is None or (first >= since and _seen(hours, first, today) >= _AGAIN * _expected(rhythm, first, today))


def _seen(hours: Hours, first: int, last: int) -> int:
    return sum(hours.get(hour, 0) for hour in range(begin_of(first), begin_of(last)))


def _expected(rhythm: Rhythm, first: int, last: int) -> float:
    return rhythm.expected(begin_of(first), begin_of(last))


def _told(history: History, first: int, seen: int, expected: float) -> Finding:
    since, days = datetime.fromtimestamp(3600 * begin_of(first), UTC), day_of(hour_of(history.now)) - first
    evidence = f"{seen} articles in {days} days; by weekday and hour {expected:.0f} were to be expected"
    advice = (
        f"`khobao coverage --site {history.site}` shows what is listed and not held; look whether the paper has "
        "sections that no listing of its site file has"
    )
    return Finding("volume", "", True, since, evidence, advice)
