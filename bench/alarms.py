"""Alarms over simulated papers: what is caught within how many visits, and how often nothing is called something.

Thirty papers are visited for months, and the real rules judge after every visit. On ordinary days every alarm is a
false one. Each paper is copied three times on the way, on days of its own: a redesign befalls one copy, a silent
failure the second, and the third fails slowly. The rules were tuned with seeds below 30.

`python -m bench.alarms [SEED] [quick]`
"""

import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from statistics import median_high
from typing import NamedTuple

from bench.papers import (
    START,
    Paper,
    Twist,
    dated_now,
    feed_is,
    fewer,
    found_by_sitemap,
    longer,
    lost,
    nothing,
    ordinary,
    refused,
    sections_moved,
)
from crawler.alarms import holidays
from crawler.alarms.figures import Visit, core_of
from crawler.alarms.history import JUDGED, History, compacted
from crawler.alarms.judge import judge
from crawler.alarms.values import Alarm, Notice
from crawler.dates import VIETNAM

WARM, KNOWN = 14, 35  # days until alarms are counted, and until something befalls
DAYS, PAPERS = 104, 30
_DAY = timedelta(days=1)

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
SLOW: dict[str, Twist] = {
    "half of the articles": fewer(0.5),
    "all dates of the feed are now": dated_now,
    "a third of the articles": fewer(0.33),
}


class Kinds(NamedTuple):
    """What befalls one copy of each paper, and within how many days that is to be told."""

    title: str
    twists: Mapping[str, Twist]
    days: int


BEFALLING = (Kinds("redesigns", REDESIGNS, 1), Kinds("silent failures", SILENCES, 1), Kinds("slow ones", SLOW, 8))


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

    def copy(self) -> "Watched":
        """The same paper with the same past: what is drawn from now on is drawn for this copy alone."""
        return Watched(deepcopy(self.paper), self.now, list(self.visits), dict(self.alarms), self._core)


class Caught(NamedTuple):
    """How many visits it took, 0 when it was not told in time; and the kind of the alarm."""

    visits: int
    kind: str = "-"


@dataclass
class Found:
    """What the papers have shown."""

    caught: dict[str, list[Caught]] = field(default_factory=lambda: defaultdict(list))
    false: list[tuple[Paper, Notice]] = field(default_factory=list)


def main() -> None:
    """Print what was caught and what was false; `quick`: a third of the papers."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    seed, papers = numbers[0] if numbers else 33, PAPERS // 3 if "quick" in sys.argv else PAPERS
    found, started = Found(), time.process_time()
    for number in range(papers):
        _watch(Paper(number, seed), found)
        spent = time.process_time() - started
        print(f"\r{number + 1} of {papers} papers, {spent:.0f} s of CPU time", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for kinds in BEFALLING:
        _print_kinds(kinds, found.caught)
    _print_false(found.false, (DAYS - WARM) * papers / 365, seed)


def _watch(paper: Paper, found: Found) -> None:
    """A paper from its first day to its last; what befalls copies of it on the way."""
    site, draw = Watched(paper), Random(f"{paper.seed} {paper.number} befalls")
    onsets = sorted(((_onset(draw, kinds.days), kinds) for kinds in BEFALLING), key=lambda one: one[0])
    while site.now < START + DAYS * _DAY:
        while onsets and site.now >= onsets[0][0]:
            kinds = onsets.pop(0)[1]
            name = list(kinds.twists)[paper.number % len(kinds.twists)]
            found.caught[name].append(_caught(site.copy(), kinds.twists[name], kinds.days))
        told = site.visit(ordinary, judged=site.now >= START + WARM * _DAY)
        found.false += [(paper, notice) for notice in told if notice.change == "raised"]


def _onset(draw: Random, days: int) -> datetime:
    """Any hour of any weekday; what befalls at Tết or on a holiday is told after it."""
    while True:
        moment = START + _DAY * draw.uniform(KNOWN, DAYS - days)
        here = moment.astimezone(VIETNAM).toordinal()
        if all(holidays.share(day) == 1 for day in range(here, here + days + 1)):
            return moment


def _caught(site: Watched, twist: Twist, days: int) -> Caught:
    onset, visits = site.now, 0
    standing = {key for key, alarm in site.alarms.items() if alarm.cleared_at is None}
    while site.now < onset + days * _DAY:
        visits += 1
        raised = [n.alarm for n in site.visit(twist, judged=True) if n.change == "raised"]
        new = [alarm for alarm in raised if (alarm.kind, alarm.subject) not in standing]
        if new:
            return Caught(visits, new[0].kind)
    return Caught(0)


def _print_kinds(kinds: Kinds, caught: Mapping[str, Sequence[Caught]]) -> None:
    span = "a day" if kinds.days == 1 else f"{kinds.days} days"
    print(f"{kinds.title:32} {'in ' + span:>9} {'visits, median':>15} {'most':>5}  raised as")
    for name in kinds.twists:
        _print_row(name, caught[name])
    _print_row("all", [one for name in kinds.twists for one in caught[name]])
    print()


def _print_row(name: str, caught: Sequence[Caught]) -> None:
    visits = [one.visits for one in caught if one.visits]
    middle, most = (median_high(visits), max(visits)) if visits else (0, 0)
    told = ", ".join(dict.fromkeys(one.kind for one in caught))
    print(f"{name:32} {f'{len(visits)}/{len(caught)}':>9} {middle:>15} {most:>5}  {told}")


def _print_false(false: Sequence[tuple[Paper, Notice]], years: float, seed: int) -> None:
    print(f"{years:.1f} site-years of ordinary days (seed {seed}): {len(false)} false alarms, "
          f"{len(false) / years:.2f} a site-year, {len(false) / years / 12:.3f} a site-month")  # fmt: skip
    for paper, notice in false:
        print(f"  paper {paper.number} ({paper.rate:.0f} a day): {notice.alarm.kind} "
              f"{notice.alarm.raised_at:%m-%d}: {notice.alarm.evidence[:150]}")  # fmt: skip


if __name__ == "__main__":
    main()
