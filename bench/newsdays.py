"""Sixty invented papers over fourteen days with Tết in them: when each article is printed, and what the feed shows."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.dates import VIETNAM

START = datetime(2026, 2, 9, tzinfo=VIETNAM)  # a Monday; the new year begins on Tuesday the 17th
DAYS = 14
TET = range(6, 11)  # days after START
STOPPED = datetime(2026, 2, 15, 12, tzinfo=VIETNAM)
_MINUTE = timedelta(minutes=1)

_Hours = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Paper:
    """When its articles were printed, in order; a feed that `lies` changes at every visit; it lists `entries`."""

    name: str
    printed: tuple[datetime, ...]
    entries: int = 30
    lies: bool = False


def papers(number: int = 60, seed: int = 7) -> list[Paper]:
    """From four to four hundred articles a day; the last but one stops, the last one's feed lies."""
    made = [_paper(place, number, random.Random(f"{seed}/{place}")) for place in range(number)]
    stops, lies = made[-2], made[-1]
    made[-2] = Paper("stops", tuple(moment for moment in stops.printed if moment < STOPPED))
    made[-1] = Paper("lies", lies.printed, lies.entries, lies=True)
    return made


def _paper(place: int, number: int, chance: random.Random) -> Paper:
    a_day = 4 * 100 ** (((place * 37) % number) / (number - 1))
    hours, weekend = chance.choice(_DAYS), chance.choice((1.0, 0.8, 0.6, 0.35))
    shift = chance.uniform(-1.5, 1.5)
    printed: list[datetime] = []
    for day in range(DAYS):
        level = (weekend if day % 7 > 4 else 1.0) * (0.25 if day in TET else 1.0) * chance.lognormvariate(0, 0.2)
        for hour in range(24):
            expected = a_day * level * _share(hours, hour, shift)
            printed += _hour(START + timedelta(days=day, hours=hour), expected, chance)
    return Paper(f"paper {place} ({a_day:.0f} a day)", tuple(sorted(printed)), chance.choice((20, 30, 50)))


def _hour(begin: datetime, expected: float, chance: random.Random) -> list[datetime]:
    """Poisson, a fifth of it in bursts of four to ten within a quarter of an hour."""
    singles = [begin + chance.uniform(0, 60) * _MINUTE for _ in range(_poisson(0.8 * expected, chance))]
    for _ in range(_poisson(0.2 * expected / 7, chance)):
        start = begin + chance.uniform(0, 60) * _MINUTE
        singles += [start + chance.uniform(0, 15) * _MINUTE for _ in range(chance.randint(4, 10))]
    return singles


def _poisson(mean: float, chance: random.Random) -> int:
    count, waited = 0, chance.expovariate(1)
    while waited < mean:
        count, waited = count + 1, waited + chance.expovariate(1)
    return count


def _share(hours: _Hours, hour: int, shift: float) -> float:
    return hours((hour - shift) % 24) / sum(hours((other - shift) % 24) for other in range(24))


def _office(hour: float) -> float:
    return 1.0 if 8 <= hour < 11.5 or 13.5 <= hour < 17 else 0.25 if 7 <= hour < 20 else 0.01


def _morning(hour: float) -> float:
    return 1.0 if 5 <= hour < 9 else 0.4 if 9 <= hour < 21 else 0.03


def _all_day(hour: float) -> float:
    return 1.0 if 6 <= hour < 22 else 0.5 if hour >= 22 or hour >= 5 else 0.06


def _evening(hour: float) -> float:
    return 1.0 if 16 <= hour < 23 else 0.4 if 7 <= hour < 16 else 0.05


_DAYS: tuple[_Hours, ...] = (_office, _morning, _all_day, _all_day, _evening)
