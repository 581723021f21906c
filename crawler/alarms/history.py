"""What is known of a site when its figures are judged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from crawler.alarms.figures import Visit, added
from crawler.alarms.values import Alarm, Kind

WINDOW = timedelta(days=3)
"""Visits that are looked at one by one; earlier ones are days."""
JUDGED = timedelta(days=60)
"""How far back what is usual is learned from: seasons and slow changes of a paper are older."""


@dataclass(frozen=True, slots=True)
class History:
    """Visits of one site in order, older ones summed by day; `alarms` are those that stand or were cleared lately."""

    site: str
    visits: Sequence[Visit]
    alarms: Sequence[Alarm] = ()

    @property
    def now(self) -> datetime:
        """When the last visit ended."""
        return self.visits[-1].ended

    def standing(self, kind: Kind, subject: str = "") -> Alarm | None:
        """The alarm of this kind that stands."""
        mine = (alarm for alarm in self.alarms if alarm.kind == kind and alarm.subject == subject)
        return next((alarm for alarm in mine if alarm.cleared_at is None), None)

    def known_since(self, kind: Kind) -> "History":
        """The visits since alarms of a kind were last cleared: what was before is settled."""
        cleared = [a.cleared_at for a in self.alarms if a.kind == kind and a.cleared_at is not None]
        if not cleared:
            return self
        return History(self.site, [visit for visit in self.visits if visit.ended > max(cleared)], self.alarms)

    def recent(self) -> list[Visit]:
        """The visits that are looked at one by one."""
        edge = self.now - WINDOW
        return [visit for visit in self.visits if visit.ended > edge]


def compacted(visits: Sequence[Visit], now: datetime) -> list[Visit]:
    """The same visits with those of days that are over, and out of the window, summed."""
    edge = now - WINDOW - timedelta(days=1)
    old = [visit for visit in visits if visit.ended <= edge]
    days = [_day(list(group)) for _, group in groupby(old, key=lambda visit: visit.day)]
    return days + [visit for visit in visits if visit.ended > edge]


def _day(visits: list[Visit]) -> Visit:
    """The visits of a day as one; a day that is one already stays as it is."""
    return visits[0] if len(visits) == 1 and visits[0].visits > 1 else added(visits)


def suffixes(visits: Sequence[Visit], least: int, weight: Callable[[Visit], int]) -> Iterator[tuple[int, int]]:
    """Where the last visits that weigh `least`, half as much again … begin, and what they weigh; none twice."""
    total, wanted = 0, least
    for place in range(len(visits) - 1, -1, -1):
        total += weight(visits[place])
        if total >= wanted and weight(visits[place]):
            yield place, total
            while wanted <= total:
                wanted = max(wanted + 1, wanted * 3 // 2)
