"""Which of the articles that a visit brought each of its listings is credited with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.archive import Arrived
from crawler.daemon.plans import Key, Plan
from crawler.daemon.timing import LONGEST

_FEWEST = 3  # articles that tell how far back a listing goes
_FARTHEST = timedelta(days=28)
_PAUSE = 2 * LONGEST  # since the last visit: by then a listing may have dropped what it listed in between


@dataclass(frozen=True, slots=True)
class Credit:
    """The moments at which new articles were printed, and since when the listing shows all that it had."""

    since: datetime
    printed: tuple[datetime, ...] = ()


def credits_of(plans: Sequence[Plan], arrived: Iterable[Arrived], at: datetime, *, known: bool) -> dict[Key, Credit]:
    """What each listing of one site brought by a visit at `at`, the listings in the order in which they were read.

    An article counts for the listing that named it first. The first visit of all tells the past: the dates reach back
    to a listing's oldest article, or as far as those of the listings before it do, for what is older these have
    dropped. When the site is `known` by other listings, or was not visited for long, that cannot be told apart, and
    nothing is learned.
    """
    brought = list(arrived)
    credited: dict[Key, Credit] = {}
    horizon: datetime | None = None
    for plan in plans:
        moments = sorted(one.published_at or one.fetched_at for one in brought if _is_of(one, plan))
        if plan.last_at is not None and at - plan.last_at < _PAUSE:
            credited[plan.key] = Credit(plan.rhythm.at, _recent(moments, plan))
            continue
        since = at if known else _reach(moments, horizon, at)
        horizon = since if since < at else horizon
        credited[plan.key] = Credit(since, tuple(moment for moment in moments if since < moment <= at))
    return credited


def _reach(moments: Sequence[datetime], horizon: datetime | None, at: datetime) -> datetime:
    """Since when the listing shows all; `at` when it tells nothing."""
    own = [max(moments[0], at - _FARTHEST)] if len(moments) >= _FEWEST else []
    return min(max([*own, *([horizon] if horizon else [])], default=at), at)


def _recent(moments: Iterable[datetime], plan: Plan) -> tuple[datetime, ...]:
    """A day's grace for a date without a time; what is older comes from the paper's past."""
    return tuple(moment for moment in moments if (plan.rhythm.at - moment).days < 1)


def _is_of(one: Arrived, plan: Plan) -> bool:
    if one.site != plan.site:
        return False
    return one.found_by == "sitemap" if plan.way == "sitemaps" else one.listing == plan.listing
