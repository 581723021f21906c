"""What one `scrapy crawl` is sent to do: listings that are due, of one site or of several."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.daemon.plans import WAYS, Plan, Way
from crawler.daemon.rhythm import mean_rate
from crawler.daemon.timing import SHORTEST

_RESTED = timedelta(hours=12)
_SOON = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Errand:
    """One visit of these sites; `plans` are the ones that it fulfils, those of a site in the order of asking.

    Of the sites in `unfinished` it fetches pages that a visit before has left when others waited.
    """

    plans: tuple[Plan, ...]
    unfinished: tuple[str, ...] = ()

    @property
    def sites(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*(plan.site for plan in self.plans), *self.unfinished]))

    @property
    def recheck(self) -> bool:
        return any(plan.way == "recheck" for plan in self.plans)

    def of(self, site: str) -> tuple[Plan, ...]:
        """The plans of one of its sites."""
        return tuple(plan for plan in self.plans if plan.site == site)

    def ways(self, site: str) -> tuple[Way, ...]:
        return tuple(dict.fromkeys(plan.way for plan in self.of(site)))


def next_errand(
    plans: Iterable[Plan],
    *,
    busy: Collection[str],
    is_due: Callable[[Plan], bool],
    most: int,
    now: datetime,
    unfinished: Collection[str] = (),
) -> Errand | None:
    """The listing that waits the longest, and what else is due on its site and on up to `most` sites in all.

    Sitemaps, which take long, go on errands of their own. A site of which a visit broke goes alone, so that it takes no
    other along. `busy` sites are being visited. Where there is room, `unfinished` sites come along; when nothing is
    due, they go for themselves. None when there is nothing to do.
    """
    free: dict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        if plan.site not in busy:
            free[plan.site].append(plan)
    reasons = [plan for ours in free.values() for plan in ours if plan.way != "recheck" and is_due(plan)]
    if not reasons:
        rest = [site for site in unfinished if site not in busy][:most]
        return Errand((), tuple(rest)) if rest else None
    first = min(reasons, key=lambda plan: plan.next_at)
    slow = first.way == "sitemaps"
    troubled = {site for site, ours in free.items() if any(plan.troubles for plan in ours)}
    alike = dict.fromkeys(plan.site for plan in reasons if (plan.way == "sitemaps") == slow)
    sites = [first.site] if first.site in troubled else [site for site in alike if site not in troubled][:most]
    chosen = tuple(plan for site in sites for plan in _chosen(free[site], is_due, now, slow=slow))
    rest = [site for site in unfinished if site not in busy and site not in sites and site not in troubled]
    return Errand(chosen, tuple(rest[: most - len(sites)] if first.site not in troubled else ()))


def others_wait(
    errand: Errand, plans: Iterable[Plan], *, busy: Collection[str], is_due: Callable[[Plan], bool], seconds: float
) -> bool:
    """Whether somebody waits for an errand that has been on its way for so many seconds.

    Sites that are due wait; so do those that only came along with what they had left, since nothing of theirs is read.
    Of sites that are read together the first may be due again after the shortest interval, and one of them alone may
    be what takes so long.
    """
    if errand.plans and len(errand.sites) > 1 and seconds > SHORTEST.total_seconds():
        return True
    held = set(busy) - set(errand.unfinished)
    return any(plan.site not in held and plan.way != "recheck" and is_due(plan) for plan in plans)


def _chosen(plans: list[Plan], is_due: Callable[[Plan], bool], now: datetime, *, slow: bool) -> list[Plan]:
    """What is done on a site: what is due, and what nearly is.

    Young articles are looked at again along with any listing: that alone is no reason to go.
    """
    ordered = sorted(plans, key=lambda plan: _order(plan, now))
    beside = _beside(ordered, now) if slow else []
    return [
        plan
        for plan in ordered
        if plan in beside
        or ((is_due(plan) or (not plan.troubles and plan.next_at <= now + _SOON)) and (plan.way != "sitemaps" or slow))
    ]


def _beside(ordered: list[Plan], now: datetime) -> list[Plan]:
    """What sitemaps take along, so that they are credited only with what the other listings do not have: all of these
    once a day, the fullest when the sitemaps are read more often."""
    others = [plan for plan in ordered if plan.way in ("feeds", "sections") and not plan.troubles]
    daily = any(plan.way == "sitemaps" and _has_rested(plan, now) for plan in ordered)
    return [plan for plan in (others if daily else others[:1]) if not _was_just_read(plan, now)]


def _order(plan: Plan, now: datetime) -> tuple[int, bool, float]:
    """Who is asked first is credited with what others list too: the fullest, so that the others can be left alone.

    But one that was left alone for long comes before them, so that it can show that it has become the fullest.
    """
    return WAYS.index(plan.way), not (plan.last_at and _has_rested(plan, now)), -mean_rate(plan.rhythm)


def _was_just_read(plan: Plan, now: datetime) -> bool:
    return plan.last_at is not None and timedelta() <= now - plan.last_at < _SOON


def _has_rested(plan: Plan, now: datetime) -> bool:
    return plan.last_at is None or now - plan.last_at > _RESTED
