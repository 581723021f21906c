"""Train, validation and test, so that no copy of a training text is tested on.

What hangs together by links of any kind — exact, near, contained — in any number of steps is a family. By cluster, a
family goes whole into the split that the hash of its earliest article's id falls into. By time, an article goes where
its day does, and is left out when the family reaches back into an earlier split.
"""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

from crawler.archive import Ancestor, Facts
from crawler.corpus.days import microseconds, midnight
from crawler.corpus.selection import Split

_TEN_THOUSAND = 10_000


class Splitter:
    """Says which split an article belongs to, by number."""

    def __init__(self, split: Split) -> None:
        begins = [midnight(day) for day in split.days or ()]
        self._begins = [microseconds(moment) for moment in begins if moment]
        self._ends = list(accumulate(split.shares or ()))[:-1]
        self._by_time = split.by == "time"

    def split_of(self, facts: Facts, families: Mapping[int, Ancestor]) -> int | None:
        """The number of the split; None for a later copy of what stands in an earlier one."""
        first = families.get(facts.number, Ancestor(facts.moment, facts.id))
        if not self._by_time:
            return bisect_right(self._ends, int(first.id, 16) % _TEN_THOUSAND * 100 / _TEN_THOUSAND)
        mine, reached = (bisect_right(self._begins, moment) for moment in (facts.moment, first.moment))
        return mine if mine == reached else None
