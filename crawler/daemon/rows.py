"""Plans as rows of the archive, and back."""

from collections.abc import Iterable

import msgspec

from crawler.archive import Planned
from crawler.daemon.plans import Key, Plan, Way
from crawler.daemon.rhythm import Rhythm

_DIGITS = 4  # of a decayed count: beyond that it says nothing


def to_row(plan: Plan) -> Planned:
    """The row of a plan."""
    interval = int((plan.next_at - plan.last_at).total_seconds()) if plan.last_at else None
    taught = msgspec.to_builtins(plan.rhythm)
    taught |= {name: [round(count, _DIGITS) for count in taught[name]] for name in ("articles", "hours")}
    rhythm = msgspec.json.encode(taught).decode()
    key = plan.site, plan.way, plan.listing
    return Planned(*key, plan.next_at, plan.last_at, interval, plan.outcome, plan.troubles, rhythm)


def from_rows(rows: Iterable[Planned]) -> dict[Key, Plan]:
    """The plans of rows, by site, way and listing."""
    plans = (
        Plan(
            row.site,
            msgspec.convert(row.way, Way),
            row.listing,
            row.next_at,
            msgspec.json.decode(row.rhythm, type=Rhythm),
            row.last_at,
            row.outcome,
            row.troubles,
        )
        for row in rows
    )
    return {plan.key: plan for plan in plans}
