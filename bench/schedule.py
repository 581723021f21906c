"""How fresh an archive is and what that asks of papers: our schedule beside fixed polls and the rule of Nutch.

    make bench-schedule        (python -m bench.schedule [SEED …])

A simulated clock over the towns of bench/newsdays.py. A request of a feed has its new articles half a minute later;
what fell out of the feeds comes by the sitemap, once a day, another request that all rules make. Ours are the plans,
errands and credits of the real daemon. The constants of crawler/daemon were chosen on other seeds than those here.
"""

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import repeat

from bench.newsdays import DAYS, START, Paper, town
from crawler.archive import Arrived
from crawler.daemon.errands import next_errand
from crawler.daemon.lessons import after_visit
from crawler.daemon.plans import Made, Plan, plans_for
from crawler.sites import Site

HELD_OUT = (101, 102, 103)
END = START + timedelta(days=DAYS)
FRESH = timedelta(minutes=15)
TAKES = timedelta(seconds=30)
LESS_THAN = 0.8
_NET = "sitemap"

Rule = Callable[[Paper, float], "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one paper: articles, those had in time, those that the sitemap brought and no feed, requests."""

    name: str
    articles: int
    fresh: int
    missed: int
    requests: int

    @property
    def share(self) -> float:
        return self.fresh / self.articles if self.articles else 1.0


class Shelf:
    """What of a paper has been had; requests of its feeds, counted."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._lists = [
            [number for number, part in enumerate(paper.sections) if feed.section in (None, part)]
            for feed in paper.feeds
        ]
        self._moments = [[paper.printed[number] for number in numbers] for numbers in self._lists]
        self._had: set[int] = set()
        self._ended = 0
        self.requests = self.fresh = self.missed = 0

    def ask(self, feed: int, now: datetime) -> list[datetime]:
        """The articles that are new to us in this feed, by when they were printed."""
        self.requests += 1
        there = bisect_right(self._moments[feed], now)
        numbers = self._lists[feed][max(0, there - self._paper.feeds[feed].entries) : there]
        new = [number for number in numbers if number not in self._had]
        self._had.update(new)
        moments = [self._paper.printed[number] for number in new]
        self.fresh += sum(now + TAKES - moment <= FRESH for moment in moments if moment >= START)
        return moments

    def net(self, now: datetime) -> list[datetime]:
        """The articles that no feed brought, from the sitemap as it was last made."""
        self.requests += 1
        made = now - (now - START) % self._paper.rebuilt
        there = bisect_right(self._paper.printed, made)
        new = [number for number in range(self._ended, there) if number not in self._had]
        self._had.update(new)
        self._ended = max(self._ended, there)
        moments = [self._paper.printed[number] for number in new]
        self.missed += sum(moment >= START for moment in moments)
        self.fresh += sum(now + TAKES - moment <= FRESH for moment in moments if moment >= START)
        return moments

    def outcome(self) -> Outcome:
        printed = sum(moment >= START for moment in self._paper.printed)
        return Outcome(self._paper.name, printed, self.fresh, self.missed, self.requests)


def main() -> None:
    seeds = [int(seed) for seed in sys.argv[1:]] or list(HELD_OUT)
    for title, several in (("one feed a paper", False), ("feeds as in seeds/", True)):
        _table(title, seeds, several)


def _table(title: str, seeds: Iterable[int], several: bool) -> None:
    heads = f"{'fresh':>7} {'worst':>7} {'under 80 %':>11} {'missed':>7} {'requests':>9} {'of 10 min':>10}"
    print(f"{title:18} {'town':>5} {heads}")
    with ProcessPoolExecutor() as pool:
        for seed in seeds:
            papers = town(seed, several=several)
            listings = sum(len(paper.feeds) for paper in papers) / len(papers)
            done = {name: list(pool.map(rule, papers, repeat(listings))) for name, rule in RULES.items()}
            poll = sum(one.requests for one in done["every 10 minutes"])
            for name, outcomes in done.items():
                print(f"{name:18} {seed:5} {_line(outcomes, poll)}", flush=True)
    print()


def _line(outcomes: list[Outcome], poll: int) -> str:
    articles, requests = sum(one.articles for one in outcomes), sum(one.requests for one in outcomes)
    fresh, missed = sum(one.fresh for one in outcomes), sum(one.missed for one in outcomes)
    worst, under = min(one.share for one in outcomes), sum(one.share < LESS_THAN for one in outcomes)
    return f"{fresh / articles:7.1%} {worst:7.1%} {under:11} {missed:7} {requests:9,} {requests / poll:10.1%}"


def _every_5(paper: Paper, _: float) -> Outcome:
    return _every(paper, 5)


def _every_10(paper: Paper, _: float) -> Outcome:
    return _every(paper, 10)


def _every_30(paper: Paper, _: float) -> Outcome:
    return _every(paper, 30)


def _every(paper: Paper, minutes: int) -> Outcome:
    """All feeds together, and the sitemap at midnight."""
    shelf, now, net = Shelf(paper), START, START
    while now < END:
        for feed in range(len(paper.feeds)):
            shelf.ask(feed, now)
        if now >= net:
            shelf.net(now)
            net += timedelta(days=1)
        now += timedelta(minutes=minutes)
    return shelf.outcome()


def _nutch(paper: Paper, _: float) -> Outcome:
    """AdaptiveFetchSchedule of Nutch 1.20 as its nutch-default.xml sets it, but for the longest interval: a day.

    Begins with ten minutes; its own first interval, 30 days, is meant for the whole web.
    """
    shelf, feeds = Shelf(paper), range(len(paper.feeds))
    due, modified = [START for _ in feeds], [START for _ in feeds]
    interval = [timedelta(minutes=10) for _ in feeds]
    net = START
    while (now := min(*due, net)) < END:
        if now == net:
            net += timedelta(days=1)
            shelf.net(now)
            continue
        feed = due.index(now)
        changed = bool(shelf.ask(feed, now)) or paper.lies
        modified[feed] = now if changed else modified[feed]
        delta = now - modified[feed]
        longer = interval[feed] * (1 - 0.2 if changed else 1 + 0.4)
        interval[feed] = min(max(longer, delta, timedelta(minutes=1)), timedelta(days=1))
        due[feed] = max(now + interval[feed] - 0.3 * delta, now + timedelta(minutes=1))
    return shelf.outcome()


def _ours(paper: Paper, listings: float) -> Outcome:
    """In a town whose papers have so many feeds on average."""
    shelf = Shelf(paper)
    site = Site("paper", ("paper.vn",), feeds=tuple(map(str, range(len(paper.feeds)))), sitemaps=(_NET,))
    plans = {plan.key: plan for plan in plans_for(site, {}, START)}
    while (now := min(plan.next_at for plan in plans.values() if plan.way != "recheck")) < END:
        errand = next_errand(plans.values(), busy=(), is_due=partial(_is_due, now), most=1, now=now)
        assert errand is not None
        arrived = list(_arrived(shelf, errand.plans, now))
        after = after_visit(plans.values(), errand.plans, arrived, Made(now, now + TAKES), listings)
        plans |= {plan.key: plan for plan in after}
    return shelf.outcome()


def _is_due(now: datetime, plan: Plan) -> bool:
    return plan.is_due(now)


def _arrived(shelf: Shelf, plans: Iterable[Plan], now: datetime) -> Iterator[Arrived]:
    for plan in plans:
        if plan.way == "recheck":
            continue
        by, moments = (
            ("feed", shelf.ask(int(plan.listing), now)) if plan.way == "feeds" else ("sitemap", shelf.net(now))
        )
        for moment in moments:
            yield Arrived(plan.site, by, plan.listing, moment, now)


RULES: dict[str, Rule] = {
    "every 5 minutes": _every_5,
    "every 10 minutes": _every_10,
    "every 30 minutes": _every_30,
    "Nutch, adaptive": _nutch,
    "khobao": _ours,
}


if __name__ == "__main__":
    main()
