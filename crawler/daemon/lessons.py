"""What a visit of one site changes in its plans."""

from collections.abc import Collection, Iterable, Sequence

from crawler.archive import Arrived
from crawler.daemon.credit import credits_of
from crawler.daemon.plans import Made, Plan, scheduled, visited


def after_visit(
    plans: Collection[Plan], done: Sequence[Plan], arrived: Iterable[Arrived], made: Made, listings: float
) -> list[Plan]:
    """Those of a site's `plans` that change by a visit that came to its end.

    `done` are what the visit was for, in the order in which it read them; `arrived` are the new articles of the
    archive; `listings` is how many feeds and sections its papers have on average.
    """
    known = any(plan.last_at for plan in plans)
    credited = credits_of(done, arrived, made.began, known=known)
    after = {plan.key: visited(plan, made, credited[plan.key].since, credited[plan.key].printed) for plan in done}
    return list(scheduled([after.get(plan.key, plan) for plan in plans], after, listings))
