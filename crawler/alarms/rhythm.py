"""How many articles a paper prints in an hour, by what it printed before: weekday, hour and holiday count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.alarms import holidays
from crawler.alarms.chance import size_of
from crawler.alarms.figures import Visit

_DAYS = 56  # eight weeks: long enough for weekends, short enough for seasons
_LEVEL_DAYS = 7
FEWEST_DAYS, FEWEST_ARTICLES = 5, 20
_ZONE = 7  # hours ahead of UTC

Hours = Mapping[int, int]


def day_of(hour: int) -> int:
    """The day in Viet Nam, since 1970, that an hour lies in."""
    return (hour + _ZONE) // 24


def begin_of(day: int) -> int:
    """The first hour of such a day."""
    return 24 * day - _ZONE


def hour_of(moment: datetime) -> int:
    """Hours since 1970."""
    return int(moment.timestamp()) // 3600


def counted(visits: Sequence[Visit], way: str | None) -> dict[int, int]:
    """Fresh articles by hour, of one way or of all."""
    found: dict[int, int] = {}
    for visit in visits:
        for by, hours in visit.hours.items():
            if way is None or by == way:
                for hour, count in hours.items():
                    found[hour] = found.get(hour, 0) + count
    return found


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Expected articles by kind of day and hour of the day, in Viet Nam; `size` says how much days differ."""

    shape: Mapping[str, Sequence[float]]
    level: float
    size: float
    days: int
    a_day: float = field(default=0.0)

    def expected(self, begin: int, end: int) -> float:
        """Articles from one hour since 1970 up to another."""
        return sum(self.at(hour) for hour in range(begin, end))

    def at(self, hour: int) -> float:
        """Articles expected in an hour, at least: a holiday counts for the little that is printed then."""
        day, clock = divmod(hour + _ZONE, 24)
        return self.shape[_kind(day)][clock] * self.level * holidays.share(_ordinal(day))


def learned(hours: Hours, first: int, last: int, span: int = 1) -> Rhythm | None:
    """From the counts of the days (in Viet Nam, since 1970) from `first` to before `last`; None when they are few.

    `span`: how many days in a row the size is wanted for.
    """
    days = [day for day in range(max(first, last - _DAYS), last) if holidays.share(_ordinal(day)) == 1.0]
    of_day = {day: [hours.get(begin_of(day) + clock, 0) for clock in range(24)] for day in days}
    total = sum(map(sum, of_day.values()))
    if len(days) < FEWEST_DAYS or total < FEWEST_ARTICLES:
        return None
    every = _mean(list(of_day.values()))
    shape = {kind: _leaning([of_day[day] for day in days if _kind(day) == kind], every) for kind in _KINDS}
    expected = {day: sum(shape[_kind(day)]) for day in days}
    lately = days[-_LEVEL_DAYS:]
    level = (sum(sum(of_day[day]) for day in lately) + 1) / (sum(expected[day] for day in lately) + 1)
    rows = [days[place : place + span] for place in range(len(days) % span, len(days), span)]
    size = size_of(((sum(sum(of_day[day]) for day in row), sum(expected[day] for day in row)) for row in rows), span)
    return Rhythm(shape, min(level, 1.0), size, len(days), total / len(days))


_KINDS = ("working", "saturday", "sunday")


def _kind(day: int) -> str:
    weekday = (day + 3) % 7  # 1 January 1970 was a Thursday
    return "working" if weekday < 5 else _KINDS[weekday - 4]


def is_holiday(day: int) -> bool:
    """Whether papers print less on that day in Viet Nam, since 1970."""
    return holidays.share(_ordinal(day)) < 1


def _ordinal(day: int) -> int:
    return day + 719_163  # date(1970, 1, 1).toordinal()


def _mean(days: Sequence[Sequence[int]]) -> list[float]:
    return [sum(day[clock] for day in days) / len(days) for clock in range(24)]


def _leaning(days: Sequence[Sequence[int]], every: Sequence[float]) -> list[float]:
    """The mean of days of one kind, which leans on that of all days while there are few."""
    return [(sum(day[clock] for day in days) + 2 * every[clock]) / (len(days) + 2) for clock in range(24)]
