"""What is planned for each paper and each way to find its articles, and what a visit changes in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from crawler.daemon.rhythm import Rhythm, observe
from crawler.daemon.timing import LONGEST, SHORTEST, next_visit
from crawler.sites import Site

Way = Literal["feeds", "sections", "sitemaps", "recheck"]
LISTINGS: tuple[Way, ...] = ("feeds", "sections", "sitemaps")

GUESS = 1.5
"""New articles an hour of a paper that nothing is known of: half of the papers print more than 36 a day."""

_NET = 1 / 240
"""The same of a way beside the first: what feeds bring need not be found again. It is visited daily until it brings
what they do not, as on the day a feed dies."""

RECHECK = timedelta(hours=2)
"""How often young articles are looked at again; `-a recheck` itself picks those whose age has doubled."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a site is visited next by one way; `troubles` counts visits in a row that broke."""

    site: str
    way: Way
    next_at: datetime
    rhythm: Rhythm
    last_at: datetime | None = None
    outcome: str = ""
    troubles: int = 0

    @property
    def key(self) -> tuple[str, Way]:
        return self.site, self.way

    def is_due(self, now: datetime) -> bool:
        """Whether it is time; it is too when the clock was set back, or the last visit would lie in the future."""
        return self.next_at <= now or self.next_at > now + LONGEST or (self.last_at is not None and self.last_at > now)


def plans_for(site: Site, known: Mapping[tuple[str, Way], Plan], now: datetime) -> list[Plan]:
    """The plans of a site as its file is now: those that are known, new ones due at once."""
    ways = leading_first(site)
    made = [
        known.get((site.id, way)) or Plan(site.id, way, now, Rhythm(now, GUESS if way == ways[0] else _NET))
        for way in ways
    ]
    again = Plan(site.id, "recheck", now + RECHECK, Rhythm(now, _NET))
    return [*made, known.get(again.key) or again] if made else []


def leading_first(site: Site) -> list[Way]:
    """The ways that a site's file has, the cheapest and quickest first."""
    return [way for way in LISTINGS if getattr(site, way)]


def visited(plan: Plan, began: datetime, ended: datetime, printed: Iterable[datetime], outcome: str) -> Plan:
    """After a visit that came to its end, or was cut off by its time limit: what it brought sets the next one.

    The first visit teaches nothing: what it brings is the paper's past.
    """
    if plan.way == "recheck":
        return replace(plan, next_at=ended + RECHECK, last_at=began, outcome=outcome, troubles=0)
    known = plan.last_at is not None
    rhythm = observe(plan.rhythm, began, printed) if known else replace(plan.rhythm, at=began)
    next_at = max(next_visit(rhythm), ended + SHORTEST)
    return replace(plan, next_at=next_at, rhythm=rhythm, last_at=began, outcome=outcome, troubles=0)


def broken(plan: Plan, began: datetime, ended: datetime, outcome: str) -> Plan:
    """After a visit that broke: again after two minutes, then four, eight, … a day."""
    pause = min(SHORTEST * 2 ** min(plan.troubles, 16), LONGEST)
    return replace(plan, next_at=ended + pause, last_at=began, outcome=outcome, troubles=plan.troubles + 1)
