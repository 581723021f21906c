"""Invented towns of sixty papers: when each article is printed over a month with Tết in it, and which feeds list it.

A town is another one with every seed: no two papers share the hours of their day, how they print in bursts and
batches, their weekends, their Tết, or how they cut their articles into feeds.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.dates import VIETNAM

START = datetime(2026, 2, 9, tzinfo=VIETNAM)  # a Monday; the new year begins on Tuesday the 17th
DAYS = 14
BEFORE = 14  # days before START whose articles the feeds still list
TET = range(6, 11)  # days after START
STOPPED = datetime(2026, 2, 15, 12, tzinfo=VIETNAM)
_SPAN = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Feed:
    """Lists the newest `entries` articles: all of the paper, or those of one section."""

    entries: int
    section: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """When its articles were printed, in order, each with its section; feeds that `lie` change at every visit."""

    name: str
    printed: tuple[datetime, ...]
    sections: tuple[int, ...]
    feeds: tuple[Feed, ...]
    lies: bool = False
    rebuilt: timedelta = timedelta(hours=1)  # how often its sitemap is made anew


def town(seed: int, *, several: bool, number: int = 60) -> list[Paper]:
    """From four to four hundred articles a day; the last but one stops, the last one's feeds lie.

    Each paper has one feed, or when `several` is set, half of them have three to sixteen, as in `seeds/`.
    """
    places = list(range(number))
    random.Random(f"{seed}").shuffle(places)
    made = [_paper(rank, number, several, random.Random(f"{seed}/{rank}")) for rank in places]
    kept = [
        (moment, part) for moment, part in zip(made[-2].printed, made[-2].sections, strict=True) if moment < STOPPED
    ]
    moments, parts = zip(*kept, strict=True)
    made[-2] = replace(made[-2], name="stops", printed=moments, sections=parts)
    made[-1] = replace(made[-1], name="lies", lies=True)
    return made


def _paper(rank: int, number: int, several: bool, chance: random.Random) -> Paper:
    a_day = 4 * 100 ** (rank / (number - 1))
    printed = sorted(_printed(a_day, chance))
    feeds = _feeds(chance) if several and rank % 2 else (Feed(chance.choice((20, 30, 50))),)
    weights = [1 / (place + 1) for place in range(16)]
    cuts = max([feed.section or 0 for feed in feeds]) + 1
    sections = chance.choices(range(cuts), weights[:cuts], k=len(printed))
    rebuilt = timedelta(hours=chance.choice((0.1, 1, 6)))
    return Paper(f"paper of {a_day:.0f} a day", tuple(printed), tuple(sections), feeds, rebuilt=rebuilt)


def _feeds(chance: random.Random) -> tuple[Feed, ...]:
    """A front feed and those of sections; every fourth paper has no front feed."""
    entries = chance.choice((20, 30, 50))
    parts = tuple(Feed(entries, section) for section in range(chance.randint(3, 15)))
    return parts if chance.random() < 0.25 else (Feed(entries), *parts)


def _printed(a_day: float, chance: random.Random) -> Iterator[datetime]:
    hours, weekend, tet = _hours(chance), chance.choice((1.0, 0.8, 0.6, 0.35)), chance.uniform(0.1, 0.5)
    bursts, on_the_clock = chance.choice((0.0, 0.2, 0.2, 0.5)), chance.choice((0.0, 0.0, 0.3))
    restless = chance.uniform(0.1, 0.4)
    for day in range(-BEFORE, DAYS):
        level = (weekend if day % 7 > 4 else 1.0) * (tet if day in TET else 1.0) * chance.lognormvariate(0, restless)
        for half, part in enumerate(hours):
            begin = START + day * _SPAN + half * 30 * _MINUTE
            for moment in _half_hour(begin, a_day * level * part, bursts, chance):
                yield _sharp(moment) if chance.random() < on_the_clock else moment


def _half_hour(begin: datetime, expected: float, bursts: float, chance: random.Random) -> Iterator[datetime]:
    """Poisson, a part of it in bursts of four to ten within a quarter of an hour."""
    for _ in range(_poisson((1 - bursts) * expected, chance)):
        yield begin + chance.uniform(0, 30) * _MINUTE
    for _ in range(_poisson(bursts * expected / 7, chance)):
        start = begin + chance.uniform(0, 30) * _MINUTE
        for _ in range(chance.randint(4, 10)):
            yield start + chance.uniform(0, 15) * _MINUTE


def _sharp(moment: datetime) -> datetime:
    """As a clock publishes it: at the full and the half hour."""
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)


def _poisson(mean: float, chance: random.Random) -> int:
    count, waited = 0, chance.expovariate(1)
    while waited < mean:
        count, waited = count + 1, waited + chance.expovariate(1)
    return count


def _hours(chance: random.Random) -> list[float]:
    """The share of a day in each of its 48 half hours: a kind of day, moved and roughened for each paper."""
    kind, shift = chance.choice(_KINDS), chance.uniform(-1.5, 1.5)
    rough = [kind((half / 2 - shift) % 24) * chance.lognormvariate(0, 0.25) for half in range(48)]
    return [part / sum(rough) for part in rough]


def _office(hour: float) -> float:
    return 1.0 if 8 <= hour < 11.5 or 13.5 <= hour < 17 else 0.25 if 7 <= hour < 20 else 0.01


def _morning(hour: float) -> float:
    return 1.0 if 5 <= hour < 9 else 0.4 if 9 <= hour < 21 else 0.03


def _all_day(hour: float) -> float:
    return 1.0 if 6 <= hour < 22 else 0.5 if hour >= 22 or hour >= 5 else 0.06


def _evening(hour: float) -> float:
    return 1.0 if 16 <= hour < 23 else 0.4 if 7 <= hour < 16 else 0.05


def _two_editions(hour: float) -> float:
    return 1.0 if 5 <= hour < 8 or 15 <= hour < 19 else 0.3 if 8 <= hour < 15 else 0.1 if 19 <= hour < 22 else 0.02


_KINDS: tuple[Callable[[float], float], ...] = (_office, _morning, _all_day, _all_day, _evening, _two_editions)
