"""Numbers as shapes: bins of time and of length, and bars in per cent of the highest."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "year"]
_MOST_BARS = 92


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it stands for, how many, and its height in per cent of the highest."""

    label: str
    count: int
    height: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: a name, how many, and the width of its bar in per cent of the longest."""

    name: str
    count: int
    width: float


class Calendar:
    """The bins that a range of days falls into: days when there are few, else weeks, months or years."""

    def __init__(self, first: date, last: date) -> None:
        self.unit = _unit(first, last)
        self.starts = list(self._starts(first, last))
        self._place = {start: place for place, start in enumerate(self.starts)}

    def bars(self, days: Mapping[date, int]) -> list[Bar]:
        """A bar a bin."""
        counts = [0] * len(self.starts)
        for day, count in days.items():
            counts[self._place[_start(day, self.unit)]] += count
        return bars([start.isoformat() for start in self.starts], counts)

    def _starts(self, first: date, last: date) -> Iterable[date]:
        start = _start(first, self.unit)
        while start <= last:
            yield start
            start = _start(start + timedelta(days=_LONGEST[self.unit]), self.unit)


_LONGEST: dict[Unit, int] = {"day": 1, "week": 7, "month": 31, "year": 366}


def _unit(first: date, last: date) -> Unit:
    days = (last - first).days + 1
    if days <= _MOST_BARS:
        return "day"
    if days <= 7 * _MOST_BARS:
        return "week"
    return "month" if days <= 30 * _MOST_BARS else "year"


def _start(day: date, unit: Unit) -> date:
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def bars(labels: Sequence[str], counts: Sequence[int]) -> list[Bar]:
    """Bars beside each other."""
    highest = max(counts, default=0) or 1
    return [Bar(label, count, round(100 * count / highest, 2)) for label, count in zip(labels, counts, strict=True)]


def rows(counts: Mapping[str, int], most: int = 14) -> list[Row]:
    """Lines, the longest first; those past `most` are left out."""
    ordered = sorted(((name, count) for name, count in counts.items() if count), key=lambda one: (-one[1], one[0]))
    longest = ordered[0][1] if ordered else 1
    return [Row(name, count, round(100 * count / longest, 2)) for name, count in ordered[:most]]


def lengths(counts: Mapping[int, int], width: int = 500, bins: int = 20) -> list[Bar]:
    """Articles by length; the last bar is of everything longer."""
    found = [0] * (bins + 1)
    for length, count in counts.items():
        found[min(length // width, bins)] += count
    labels = [f"{place * width:,}–{(place + 1) * width - 1:,}" for place in range(bins)]
    return bars([*labels, f"≥ {bins * width:,}"], found)


def scores(hundredths: Mapping[int, int]) -> list[Bar]:
    """Articles by score, in twentieths; a full score is in the last."""
    found = [0] * 20
    for score, count in hundredths.items():
        found[min(score // 5, 19)] += count
    return bars([f"{place / 20:.2f}–{(place + 1) / 20:.2f}" for place in range(20)], found)


def quantile(counts: Mapping[int, int], share: float) -> int:
    """The value that this share of all is no greater than; 0 of nothing."""
    left = share * sum(counts.values())
    for value in sorted(counts):
        left -= counts[value]
        if left <= 0:
            return value
    return 0


def summed(days: Iterable[Mapping[date, int]]) -> Counter[date]:
    """Several papers' days as one."""
    total: Counter[date] = Counter()
    for each in days:
        total.update(each)
    return total
