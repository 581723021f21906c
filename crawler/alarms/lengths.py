"""Lengths of bodies: by their logarithms, since a long read is ten times as long as a short notice."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from math import sqrt

from crawler.alarms.chance import beyond
from crawler.alarms.figures import Visit

WHOLE_DAY = 8
"""Articles from which on a day tells what days can be like."""
_BEYOND = 3.0  # standard errors that lengths are beyond those of all days but one


def mean(visits: Sequence[Visit]) -> float:
    """The mean of the logarithms of body lengths."""
    return sum(visit.log_length for visit in visits) / sum(visit.articles for visit in visits)


def chance(before: Sequence[Visit], lately: Sequence[Visit]) -> float:
    """The chance that bodies differ so much in their geometric mean on ordinary days.

    Days differ in their mean beyond chance; that spread is estimated from the days before.
    """
    days = _by_day(before)
    of, usual = sum(visit.articles for visit in before), mean(before)
    variance = _variance(before)
    spread = [(total / count - usual) ** 2 - variance / count for total, count in days if count >= 3]
    between = max((sum(spread) + 5 * 0.02) / (len(spread) + 5), 0.005)
    count = sum(visit.articles for visit in lately)
    return beyond(abs(mean(lately) - usual) / sqrt(variance * (1 / count + 1 / of) + between))


def is_known(before: Sequence[Visit], lately: Sequence[Visit]) -> bool:
    """Whether two days before had bodies about as short, or as long."""
    means = sorted(total / count for total, count in _by_day(before) if count >= WHOLE_DAY)
    if len(means) < 3:
        return False
    allowed = _BEYOND * sqrt(_variance(before) / sum(visit.articles for visit in lately))
    return means[1] - allowed <= mean(lately) <= means[-2] + allowed


def _variance(visits: Sequence[Visit]) -> float:
    of, usual = sum(visit.articles for visit in visits), mean(visits)
    return max(sum(visit.log_square for visit in visits) / of - usual * usual, 0.05)


def _by_day(visits: Sequence[Visit]) -> Collection[tuple[float, int]]:
    """The sum of logarithms and the number of articles of each day."""
    days: dict[int, tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for visit in visits:
        total, count = days[visit.day]
        days[visit.day] = total + visit.log_length, count + visit.articles
    return days.values()
