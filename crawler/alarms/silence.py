"""Nothing comes although something should have: the whole paper, or one way of listing it while others bring news.

A gap between two articles is one trial. A paper that prints 15 a day has 5,475 gaps a year, so a gap is called silence
when the chance of so long a one is below `FALSE_A_YEAR` / 5,475: the rate of false alarms is chosen, not the length.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from crawler.alarms.chance import nothing
from crawler.alarms.history import History
from crawler.alarms.rhythm import Rhythm, begin_of, counted, day_of, hour_of, learned
from crawler.alarms.values import Finding

FALSE_A_YEAR = 0.1
"""Alarms of silence that chance alone raises in a site's year, for each way."""
_LEAST_BROUGHT = 3  # articles that other ways bring while one is silent
_SHORTEST = 3  # hours that a silence has at least
_ENOUGH_AGAIN = 3  # articles after which a silence is over
_NAMES = {"feed": "feeds", "section": "section pages", "sitemap": "sitemaps"}


def findings(history: History) -> Iterator[Finding]:
    """On the whole paper, and on each way by itself."""
    whole = _silent(history, None)
    if whole is not None:
        yield whole
    for way in _NAMES:
        found = _silent(history, way)
        if found is not None and (whole is None or not whole.trouble):
            yield found


def _silent(history: History, way: str | None) -> Finding | None:
    standing = history.standing("listing-lies" if way else "silence", way or "")
    if standing is not None:
        return _over(history, way, standing.raised_at.timestamp() // 3600)
    lately = max(counted(history.recent(), way), default=0)
    if hour_of(history.now) - lately < _SHORTEST:
        return None
    hours = counted(history.visits, way)
    if not hours:
        return None
    last = max(hours)
    expected = _unlikely_gap(history, hours, last)
    if expected is None:
        return None
    others = sum(n for hour, n in counted(history.visits, None).items() if hour > last)
    if way is not None and others < _LEAST_BROUGHT:
        return None
    return _told(history, way, last, expected, others)


def _unlikely_gap(history: History, hours: dict[int, int], last: int) -> float | None:
    """How many articles should have come since the hour `last`, when so long a gap is no chance; else None."""
    here = hour_of(history.now)
    first = day_of(hour_of(history.visits[0].ended)) + 1
    rhythm = learned(hours, first, day_of(last))
    if rhythm is None:
        return None
    unlikely = _chance(rhythm, hours, last, here) < FALSE_A_YEAR / (365 * rhythm.a_day)
    return rhythm.expected(last + 1, here) if unlikely else None


def _chance(rhythm: Rhythm, hours: dict[int, int], last: int, here: int) -> float:
    """Of nothing after the hour `last` up to `here`: days differ from each other, the hours of one day do not."""
    first, chance = day_of(last), 1.0
    for day in range(first, day_of(here) + 1):
        begin, end = begin_of(day), min(begin_of(day + 1), here)
        since = max(begin, last + 1)
        seen = sum(hours.get(hour, 0) for hour in range(begin, since))
        chance *= nothing(rhythm.expected(since, end), rhythm.size, seen, rhythm.expected(begin, since))
    return chance


def _over(history: History, way: str | None, since: float) -> Finding | None:
    again = sum(count for hour, count in counted(history.visits, way).items() if hour >= since)
    if again < _ENOUGH_AGAIN:
        return None
    return Finding("listing-lies" if way else "silence", way or "", False, history.now)


def _told(history: History, way: str | None, last: int, expected: float, others: int) -> Finding:
    since = datetime.fromtimestamp(3600 * (last + 1), UTC)
    visits = sum(visit.visits for visit in history.visits if visit.ended > since)
    site = history.site
    if way is None:
        evidence = f"no new article in {visits} visits; by weekday, hour and holiday {expected:.0f} were to be expected"
        advice = f"`khobao sites check {site}` asks its listings; look whether the paper has moved or is closed"
        return Finding("silence", "", True, since, evidence, advice)
    evidence = f"its {_NAMES[way]} brought nothing new, {expected:.0f} expected, while other ways brought {others}"
    advice = f"`khobao sites check {site}`; correct {_NAMES[way].split(' ')[0]} in its site file"
    return Finding("listing-lies", way, True, since, evidence, advice)
