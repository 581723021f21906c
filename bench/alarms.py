"""Alarms over simulated papers: what is caught within how many visits, and how often nothing is called something.

The real rules judge after every visit. Thirty redesigns and thirty silent failures befall papers that were ordinary
for five weeks; other papers stay ordinary for months and count false alarms. The rules were tuned with seed 1; what is
printed is of seeds that were kept aside.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.papers import (
    START,
    Paper,
    Twist,
    feed_is,
    found_by_sitemap,
    longer,
    lost,
    nothing,
    ordinary,
    refused,
    sections_moved,
)
from crawler.alarms.figures import Visit, core_of
from crawler.alarms.history import JUDGED, History, compacted
from crawler.alarms.judge import judge
from crawler.alarms.values import Alarm, Notice

WARM = timedelta(days=35)
REDESIGNS: dict[str, Twist] = {
    "class names alone": lost(),
    "lead lost": lost("lead"),
    "author lost": lost("authors"),
    "date lost": lost("date"),
    "section and tags lost": lost("section", "tags"),
    "lead lost, same markup around": lost("lead", design=False),
    "half of the body lost": longer(0.45),
    "body lost: refused": refused("too-short", part=0.9),
    "boilerplate in": longer(1.5, "own", design=False),
    "text of related boxes": longer(0.6, "own", "sound"),
}
SILENCES: dict[str, Twist] = {
    "feed frozen": nothing,
    "feed empty": feed_is("empty-feed"),
    "feed 404": feed_is("http-error 404"),
    "HTML for the feed": feed_is("broken-feed"),
    "wall with 200": refused("script-wall"),
    "all refused (403)": refused("http-error 403", "http-error 403"),
    "robots.txt forbids": refused("robots-denied"),
    "sections moved": sections_moved,
    "feed lies, sitemap brings": found_by_sitemap,
    "server errors": refused("http-error 500", "http-error 500"),
}


@dataclass
class Watched:
    """A paper and what is known of it."""

    paper: Paper
    now: datetime = START
    visits: list[Visit] = field(default_factory=list)
    alarms: dict[tuple[str, str], Alarm] = field(default_factory=dict)
    _core: tuple[int, frozenset[int]] = (-1, frozenset())

    def visit(self, twist: Twist, *, judged: bool) -> list[Notice]:
        """The next visit: half-hourly to hourly by day, rarely at night."""
        draw, began = self.paper.random, self.now
        clock = (self.now + timedelta(hours=7)).hour
        self.now += timedelta(minutes=draw.uniform(35, 70) if 5 <= clock < 23 else draw.uniform(100, 200))
        visit = self.paper.visit(began, self.now, self.core(), twist)
        self.visits = [one for one in [*self.visits, visit] if one.ended > self.now - JUDGED]
        if len(self.visits) % 8 == 0:
            self.visits = compacted(self.visits, self.now)
        told = judge(History("bao", self.visits, list(self.alarms.values()))) if judged else []
        for notice in told:
            self.alarms[notice.alarm.kind, notice.alarm.subject] = notice.alarm
        return told

    def core(self) -> frozenset[int]:
        """As `core_of`, anew each day."""
        if self._core[0] != self.now.toordinal():
            self._core = self.now.toordinal(), core_of(self.visits)
        return self._core[1]


def main() -> None:
    """Print what was caught and what was false; `quick` for a tenth of the ordinary days."""
    seed = 1 if "tune" in sys.argv else 33
    days, papers = (30, 6) if "quick" in sys.argv else (90, 12)
    for what, kinds in (("redesigns", REDESIGNS), ("silent failures", SILENCES)):
        print(f"{what:32} {'caught':>7} {'in a day':>9} {'visits, median':>15} {'most':>5}  raised as")
        caught = [one for name, twist in kinds.items() for one in _row(name, twist, seed)]
        print(f"{'all':32} {sum(caught)} of {len(caught)} caught within one day of visits\n")
    false = list(_false(seed, days, papers))
    years = days * papers / 365
    print(f"{papers} papers, {days} ordinary days each ({years:.1f} site-years): {len(false)} false alarms")
    print(f"{len(false) / years:.2f} a site-year, {len(false) / years / 12:.3f} a site-month")
    for site, notice in false:
        print(f"  paper {site.number} ({site.rate:.0f} a day): {notice.alarm.kind} {notice.alarm.raised_at:%m-%d}: "
              f"{notice.alarm.evidence[:150]}")  # fmt: skip


def _row(name: str, twist: Twist, seed: int) -> Iterator[bool]:
    needed: list[int] = []
    kinds: dict[str, int] = defaultdict(int)
    for place in range(3):
        visits, kind = _caught(Watched(Paper(100 * place + len(name), seed)), twist)
        needed.append(visits)
        kinds[kind] += 1
        yield visits > 0
    found = sorted(visits for visits in needed if visits)
    median, most = (found[len(found) // 2], found[-1]) if found else (0, 0)
    print(f"{name:32} {len(found):>4}/3 {len(found):>7}/3 {median:>15} {most:>5}  {', '.join(kinds)}", flush=True)


def _caught(site: Watched, twist: Twist) -> tuple[int, str]:
    """How many visits it took within a day, 0 when it did not show; and the kind of the alarm."""
    while site.now < START + WARM - timedelta(days=1):
        site.visit(ordinary, judged=False)
    while site.now < START + WARM + timedelta(hours=site.paper.random.uniform(0, 24)):
        site.visit(ordinary, judged=True)
    onset, visits = site.now, 0
    standing = {key for key, alarm in site.alarms.items() if alarm.cleared_at is None}
    while site.now < onset + timedelta(days=1):
        visits += 1
        raised = [n.alarm for n in site.visit(twist, judged=True) if n.change == "raised"]
        new = [alarm for alarm in raised if (alarm.kind, alarm.subject) not in standing]
        if new:
            return visits, new[0].kind
    return 0, "-"


def _false(seed: int, days: int, papers: int) -> Iterator[tuple[Paper, Notice]]:
    for number in range(papers):
        site = Watched(Paper(1000 + number, seed))
        while site.now < START + timedelta(days=14):
            site.visit(ordinary, judged=False)
        while site.now < START + timedelta(days=14 + days):
            for notice in site.visit(ordinary, judged=True):
                if notice.change == "raised":
                    yield site.paper, notice


if __name__ == "__main__":
    main()
