"""What is planned for each paper and each of its listings, and what a visit changes in it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from crawler.daemon.rhythm import Rhythm, mean_rate, observe, usual_of
from crawler.daemon.timing import LONGEST, SHORTEST, next_visit, worth_watching
from crawler.sites import Site

Way = Literal["feeds", "sections", "sitemaps", "recheck"]
WAYS: tuple[Way, ...] = ("feeds", "sections", "sitemaps", "recheck")
Key = tuple[str, Way, str]

GUESS = 1.5
"""New articles an hour of a paper that nothing is known of: half of the papers print more than 36 a day."""

_BESIDE = 0.5
"""The same of a feed beside the first, or a section page beside the first: most of what it lists, the first has."""

_NET = 1 / 240
"""The same of a way beside the first: what feeds bring need not be found again. It is visited daily until it brings
what they do not, as on the day a feed dies."""

RECHECK = timedelta(hours=2)
"""How often young articles are looked at again; `-a recheck` itself picks those whose age has doubled."""


@dataclass(frozen=True, slots=True)
class Made:
    """A visit that was made: when it began and ended, and how."""

    began: datetime
    ended: datetime
    outcome: str = "done"


@dataclass(frozen=True, slots=True)
class Plan:
    """When a listing is read next; `troubles` counts visits in a row that broke.

    `listing` is the address of a feed or section page; "" stands for all sitemaps of the site, and for its young
    articles (`recheck`).
    """

    site: str
    way: Way
    listing: str
    next_at: datetime
    rhythm: Rhythm
    last_at: datetime | None = None
    outcome: str = ""
    troubles: int = 0

    @property
    def key(self) -> Key:
        return self.site, self.way, self.listing

    def is_due(self, now: datetime) -> bool:
        """Whether it is time; it is too when the clock was set back, or the last visit would lie in the future."""
        longest = pause(self.troubles - 1) if self.troubles else LONGEST
        return self.next_at <= now or self.next_at > now + longest or (self.last_at is not None and self.last_at > now)


def plans_for(site: Site, known: Mapping[Key, Plan], now: datetime) -> list[Plan]:
    """The plans of a site as its file is now: those that are known, new ones due at once."""
    made = [_known_or(known, Plan(site.id, *named, now, Rhythm(now, guess))) for named, guess in _listings(site)]
    again = Plan(site.id, "recheck", "", now + RECHECK, Rhythm(now, _NET))
    return [*made, _known_or(known, again)] if made else []


def visited(plan: Plan, made: Made, since: datetime, printed: Iterable[datetime]) -> Plan:
    """After a visit that came to its end: what it brought teaches. `scheduled` says when the next one is.

    `printed` is when its new articles were printed, and `since` when on it tells all of them.
    """
    if plan.way == "recheck":
        return replace(plan, next_at=made.ended + RECHECK, last_at=made.began, outcome=made.outcome, troubles=0)
    rhythm = observe(plan.rhythm, since, made.began, printed)
    next_at = made.ended + SHORTEST
    return replace(plan, next_at=next_at, rhythm=rhythm, last_at=made.began, outcome=made.outcome, troubles=0)


def scheduled(plans: Iterable[Plan], after: Collection[Key], listings: float) -> Iterator[Plan]:
    """Those plans of a site that `after` names, which were visited, with the times of their next visits.

    The hours of all listings of the site are weighed together: one of ten sections needs not be watched for what would
    be much of its own and is little of the paper's. `listings` is how many papers have on average.
    """
    ours = _as_one_paper(list(plans), after)
    read = [plan.rhythm for plan in ours if plan.way != "recheck" and not _is_net(plan, ours)]
    worth = worth_watching(read, listings)
    for plan in ours:
        if plan.key in after:
            yield replace(plan, next_at=max(_due(plan, ours, worth), plan.next_at))


def _as_one_paper(plans: list[Plan], after: Collection[Key]) -> list[Plan]:
    """What is known of the hours of a paper with several feeds or sections counts beforehand for each of them."""
    parts = [plan for plan in plans if plan.way in ("feeds", "sections")]
    if len(parts) < 2:
        return plans
    usual = usual_of(plan.rhythm for plan in parts)
    ours = {plan.key for plan in parts if plan.key in after}
    return [replace(plan, rhythm=replace(plan.rhythm, usual=usual)) if plan.key in ours else plan for plan in plans]


def _due(plan: Plan, ours: Sequence[Plan], worth: float) -> datetime:
    if plan.way == "recheck":
        return plan.next_at
    return plan.rhythm.at + LONGEST if _is_net(plan, ours) else next_visit(plan.rhythm, worth)


def listings_a_paper(plans: Iterable[Plan]) -> float:
    """How many feeds and sections the papers of these plans have on average."""
    sites = [plan.site for plan in plans if plan.way in ("feeds", "sections")]
    return len(sites) / max(len(set(sites)), 1)


def _is_net(plan: Plan, ours: Iterable[Plan]) -> bool:
    """Whether these are sitemaps that are read daily, for they bring less than the feeds and sections."""
    others = sum(mean_rate(one.rhythm) for one in ours if one.way in ("feeds", "sections"))
    return plan.way == "sitemaps" and others > mean_rate(plan.rhythm)


def broken(plan: Plan, made: Made) -> Plan:
    """After a visit that broke: again after two minutes, then four, eight, … a day."""
    next_at = made.ended + pause(plan.troubles)
    return replace(plan, next_at=next_at, outcome=made.outcome, troubles=plan.troubles + 1)


def pause(troubles: int) -> timedelta:
    """How long to wait after a visit that broke when so many broke before it."""
    return min(SHORTEST * (1 << min(troubles, 16)), LONGEST)


def _listings(site: Site) -> Iterable[tuple[tuple[Way, str], float]]:
    """What a site's file names, the cheapest and quickest way first, each with a guess of what it brings an hour."""
    leading = next((way for way in WAYS[:3] if getattr(site, way)), None)
    for way in WAYS[:3]:
        addresses = getattr(site, way)
        for place, address in enumerate([""] if way == "sitemaps" and addresses else dict.fromkeys(addresses)):
            yield (way, address), _NET if way != leading else _BESIDE if place else GUESS


def _known_or(known: Mapping[Key, Plan], new: Plan) -> Plan:
    return known.get(new.key, new)
