"""Invented papers for bench/alarms: weeks of ordinary days, and what can befall them.

Days differ: weekdays, Tết and holidays, slow days, special issues, photo days without authors, a season's slow change,
an hour's outage, a feed that fails once. Each site has its own rates and customs; all are drawn from a seed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random

from crawler.alarms.figures import Fact, Visit, visit_of
from crawler.alarms.holidays import share

START = datetime(2026, 1, 1, tzinfo=UTC)  # Tết falls on 17 February
_HOURS = (1, 1, 0, 0, 1, 3, 8, 10, 10, 9, 8, 7, 5, 6, 7, 8, 8, 7, 6, 6, 6, 5, 4, 2)
_WEEK = (1.0, 1.05, 1.0, 1.0, 0.95, 0.75, 0.65)
_FIELDS = {"lead": 0.97, "authors": 0.9, "date": 0.995, "section": 0.97, "tags": 0.8, "sound": 0.95, "own": 0.99}
FEED, SECTION = "https://bao.example/rss", "https://bao.example/tin-moi"


@dataclass(frozen=True, slots=True)
class Day:
    """What is particular about a day: articles beside what is usual, authors and designs of photo stories, lengths."""

    volume: float = 1.0
    unsigned: float = 0.0
    strange: float = 0.0
    longer: float = 0.0


@dataclass
class Paper:
    """One site: articles a day, its customs, by which ways its articles are found."""

    number: int
    seed: int
    random: Random = field(init=False)
    rate: float = field(init=False)
    fields: dict[str, float] = field(init=False)
    length: float = field(init=False)
    strange: float = field(init=False)
    ways: dict[str, float] = field(init=False)
    design: int = 0
    _day: tuple[int, Day] = (-1, Day())

    def __post_init__(self) -> None:
        draw = self.random = Random(f"{self.seed} {self.number}")
        self.rate = exp(draw.uniform(2.75, 5.0))  # 16 to 148 a day
        self.fields = {name: max(0.05, usual - draw.expovariate(14)) for name, usual in _FIELDS.items()}
        self.length = draw.uniform(7.2, 8.4)
        self.strange = draw.uniform(0.01, 0.1)
        self.ways = draw.choice([{"feed": 1.0}, {"feed": 0.9, "section": 0.1}, {"feed": 0.7, "section": 0.3}])

    def day(self, ordinal: int) -> Day:
        """What is particular about that day, the same all day long."""
        if self._day[0] != ordinal:
            draw = self.random
            volume = draw.gammavariate(25, 1 / 25) * draw.choices([1, 0.6, 1.7], [20, 2, 1])[0]
            holiday = draw.uniform(0.12, 0.6) if share(ordinal) < 0.2 else draw.uniform(0.4, 0.9)
            photo = draw.random() < 1 / 12
            special = draw.random() < 1 / 25
            volume *= holiday if share(ordinal) < 1 else 1
            day = Day(volume, 0.4 * photo, 0.25 * photo, 0.25 * special - 0.2 * photo)
            self._day = ordinal, day
        return self._day[1]

    def visit(self, began: datetime, ended: datetime, core: frozenset[int], twist: "Twist") -> Visit:
        """What a visit brings of what was printed since the last one ended at `began`."""
        local = ended + timedelta(hours=7)
        day = self.day(local.toordinal())
        hours = max((ended - began).total_seconds() / 3600, 0.0)
        mean = self.rate * day.volume * _WEEK[local.weekday()] * _HOURS[local.hour] / sum(_HOURS) * hours
        printed = [self._fact(day, ended, number) for number in range(self._poisson(mean))]
        outcomes = {"archived": len(printed)}
        if printed and self.random.random() < 0.1:
            outcomes["no-article"] = 1
        listings = {FEED: "", SECTION: ""} if "section" in self.ways else {FEED: ""}
        if self.random.random() < 1 / 500:
            listings[FEED] = "http-error 404"
        brought = twist(Brought(printed, outcomes, listings), self.random)
        span = (ended - timedelta(minutes=1), ended)
        return visit_of(span, brought.facts, brought.outcomes, brought.listings, core)

    def _fact(self, day: Day, now: datetime, number: int) -> Fact:
        draw = self.random
        season = 0.06 * ((now - START).days % 180) / 180
        shares = self.fields | {"authors": max(0.02, self.fields["authors"] - day.unsigned - season)}
        fields = frozenset(name for name, usual in shares.items() if draw.random() < usual)
        strange = draw.random() < self.strange + day.strange
        first = 1000 * (self.design + (50 if strange else 0))
        tokens = tuple(sorted(draw.sample(range(first, first + 32), 28)))
        way = draw.choices(list(self.ways), list(self.ways.values()))[0]
        length = int(exp(draw.gauss(self.length + day.longer - (0.7 if strange else 0), 0.5)))
        at = now - timedelta(minutes=draw.uniform(0, 30))
        return Fact(f"https://bao.example/{now:%m%d%H%M}-{number}", way, now, at, fields, length, tokens)

    def _poisson(self, mean: float) -> int:
        count, passed = 0, self.random.expovariate(1.0)
        while passed < mean:
            count, passed = count + 1, passed + self.random.expovariate(1.0)
        return count


@dataclass(frozen=True, slots=True)
class Brought:
    """What a visit would bring, before anything befalls it."""

    facts: list[Fact]
    outcomes: dict[str, int]
    listings: dict[str, str]


Twist = Callable[[Brought, Random], Brought]


def ordinary(brought: Brought, _draw: Random) -> Brought:
    """Nothing befalls."""
    return brought


def lost(*names: str, design: bool = True) -> Twist:
    """Fields are not found any more; `design`: the markup is new too."""

    def twist(brought: Brought, draw: Random) -> Brought:
        return _each(brought, lambda one: replace(_new(one, design), fields=one.fields - set(names)))

    return twist


def longer(by: float, *names: str, design: bool = True) -> Twist:
    """Bodies come out longer or shorter by a factor, and fields are lost."""

    def twist(brought: Brought, draw: Random) -> Brought:
        def made(one: Fact) -> Fact:
            return replace(
                _new(one, design), fields=one.fields - set(names), length=int(one.length * by * exp(draw.gauss(0, 0.2)))
            )

        return _each(brought, made)

    return twist


def refused(outcome: str, listing: str = "", part: float = 1.0) -> Twist:
    """Pages are refused, that share of them."""

    def twist(brought: Brought, draw: Random) -> Brought:
        kept = [one for one in brought.facts if draw.random() >= part]
        count = len(brought.facts) - len(kept)
        outcomes = brought.outcomes | {"archived": len(kept)} | ({outcome: count} if count else {})
        return Brought(kept, outcomes, dict.fromkeys(brought.listings, listing) if listing else brought.listings)

    return twist


def feed_is(trouble: str) -> Twist:
    """The feed fails, or (no trouble) says what it said before; other ways go on."""

    def twist(brought: Brought, draw: Random) -> Brought:
        left = [one for one in brought.facts if one.found_by != "feed"]
        return Brought(left, {"archived": len(left)}, brought.listings | {FEED: trouble})

    return twist


def found_by_sitemap(brought: Brought, draw: Random) -> Brought:
    """The feed is frozen; the sitemap brings the articles."""
    return Brought([replace(one, found_by="sitemap") for one in brought.facts], brought.outcomes, brought.listings)


def fewer(part: float) -> Twist:
    """A feed or section is lost: that share of the articles is left."""

    def twist(brought: Brought, draw: Random) -> Brought:
        left = [one for one in brought.facts if draw.random() < part]
        return Brought(left, {"archived": len(left)}, brought.listings)

    return twist


def dated_now(brought: Brought, draw: Random) -> Brought:
    """The feed gives all of its entries the date of the visit."""
    return replace(brought, listings=brought.listings | {FEED: "dates-of-now"})


def sections_moved(brought: Brought, draw: Random) -> Brought:
    """All that was found on section pages and in feeds is gone with them."""
    return Brought([], {"archived": 0}, dict.fromkeys(brought.listings, "http-error 404"))


def nothing(brought: Brought, draw: Random) -> Brought:
    """Everything answers, nothing is new."""
    return Brought([], {"archived": 0}, brought.listings)


def _new(one: Fact, design: bool) -> Fact:
    return replace(one, shape=tuple(token + 500_000 for token in one.shape)) if design else one


def _each(brought: Brought, made: Callable[[Fact], Fact]) -> Brought:
    return replace(brought, facts=[made(one) for one in brought.facts])
