"""Listed addresses by paper, day and what became of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Literal, get_args

from crawler.archive import Standing
from crawler.errors import Reason
from crawler.frontier import Seen

Outcome = Literal[
    "held", "waiting", "failed", "given up", "refused", "robots", "outside", "never asked", "denied", "taken down"
]
"""Archived; found and not fetched; to be tried again; tried too often; the page was no article to keep; robots.txt
forbids it; outside the days that crawls were asked for; nothing is known of it; left out by `deny` or `article_url` of
the site file; taken down."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
SET_ASIDE: frozenset[Outcome] = frozenset({"denied", "taken down"})
"""What nobody wants to hold: it counts neither as held nor as missing."""

_PRINTED_OTHERWISE = f"outside: {Reason.OUTSIDE_DATES}"  # fetched, and the page prints a day that was not asked for
_LEFT_OUT: dict[Standing, tuple[Outcome, str]] = {
    Standing.OUTSIDE: ("outside", ""),
    Standing.DENIED: ("denied", "deny"),
    Standing.NO_ARTICLE_ADDRESS: ("denied", "article_url"),
    Standing.TAKEN_DOWN: ("taken down", ""),
    Standing.WANTED: ("never asked", ""),
}
_NOT_KEPT = frozenset({Reason.BAD_ADDRESS, Reason.PRIVATE_ADDRESS})  # refused without a request, and not settled


@dataclass(frozen=True, slots=True)
class Counts:
    """Listed addresses by outcome, and of those that are not held by reason (`refused: too-short`)."""

    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)

    def of(self, outcomes: Iterable[Outcome]) -> int:
        return sum(self.outcomes.get(outcome, 0) for outcome in outcomes)

    @property
    def listed(self) -> int:
        return sum(self.outcomes.values())

    @property
    def held(self) -> int:
        return self.of(["held"])

    @property
    def wanted(self) -> int:
        """What is listed without what was set aside."""
        return self.listed - self.of(SET_ASIDE)

    @property
    def share(self) -> float | None:
        """Held of wanted, 0…1; None when nothing is wanted."""
        return self.held / self.wanted if self.wanted else None

    @property
    def percent(self) -> str:
        """The share for people; "–" for none. Never rounded up to 100."""
        return "–" if self.share is None else f"{self.held * 1000 // self.wanted / 10:g} %"

    @property
    def to_ask(self) -> int:
        """Addresses that a crawl of their days brings."""
        return self.of(["waiting", "outside", "never asked"]) - self.reasons.get(_PRINTED_OTHERWISE, 0)

    @property
    def to_try_again(self) -> int:
        """Addresses that are fetched when they are named to a crawl: `--missing` writes them."""
        return self.of(["failed", "given up"]) + self.reasons.get(_PRINTED_OTHERWISE, 0)

    def __add__(self, other: "Counts") -> "Counts":
        outcomes, reasons = Counter(self.outcomes), Counter(self.reasons)
        outcomes.update(other.outcomes)
        reasons.update(other.reasons)
        return Counts(outcomes, reasons)


@dataclass(frozen=True, slots=True)
class Paper:
    """The counts of a paper by day, and of what has no day."""

    site: str
    days: Mapping[date, Counts]
    undated: Counts

    @property
    def total(self) -> Counts:
        """Of all days."""
        return reduce(Counts.__add__, self.days.values(), Counts())


def papers(found: Iterable[Seen]) -> list[Paper]:
    """What the ledger tells, by site and day."""
    counts: dict[str, dict[date | None, Counts]] = {}
    for one in found:
        days = counts.setdefault(one.site, {})
        days[one.day] = days.get(one.day, Counts()) + _counted(one)
    return [
        Paper(site, {day: days[day] for day in sorted(filter(None, days))}, days.get(None, Counts()))
        for site, days in counts.items()
    ]


def _counted(one: Seen) -> Counts:
    outcome, reason = outcome_of(one)
    reasons = {f"{outcome}: {reason}": one.addresses} if reason else {}
    return Counts({outcome: one.addresses}, reasons)


def outcome_of(one: Seen) -> tuple[Outcome, str]:
    """What became of the addresses, and why; "" when the outcome says it all."""
    if one.held:
        return "held", ""
    if one.standing is Standing.TAKEN_DOWN or one.reason == Reason.TAKEN_DOWN:
        return "taken down", ""
    if one.state:
        return _in_frontier(one.state, one.reason)
    if one.reason == Reason.OUTSIDE_DATES:
        return "outside", one.reason
    if one.settled or one.reason in _NOT_KEPT:
        return "refused", one.reason or "redirected to, and refused"
    return _LEFT_OUT[one.standing]


def _in_frontier(state: str, reason: str) -> tuple[Outcome, str]:
    if state not in ("failed", "given-up"):
        return "waiting", ""
    if reason == Reason.ROBOTS:
        return "robots", ""
    return ("failed" if state == "failed" else "given up"), reason
