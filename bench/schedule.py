"""How fresh an archive is and what that asks of papers: our schedule beside fixed polls and the rule of Nutch.

    make bench-schedule        (python -m bench.schedule)

A simulated clock over the papers of bench/newsdays.py. A visit is one request of a feed and has its articles half a
minute later; what fell out of the feed comes by the sitemap, once a day, another request that all rules make.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.newsdays import DAYS, START, Paper, papers
from crawler.daemon.plans import GUESS
from crawler.daemon.rhythm import Rhythm, observe
from crawler.daemon.timing import next_visit

END = START + timedelta(days=DAYS)
FRESH = timedelta(minutes=15)
TAKES = timedelta(seconds=30)
LESS_THAN = 0.8

Rule = Callable[[datetime, list[datetime], bool], datetime]
"""Of a visit: its time, when its new articles were printed, whether the feed had changed. Returns the next one's."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one paper: articles, those had in time, those that the sitemap had to bring, requests."""

    name: str
    articles: int
    fresh: int
    missed: int
    requests: int

    @property
    def share(self) -> float:
        return self.fresh / self.articles if self.articles else 1.0


def main() -> None:
    rules: list[tuple[str, Callable[[], Rule]]] = [
        ("every 5 minutes", lambda: _every(5)),
        ("every 10 minutes", lambda: _every(10)),
        ("every 30 minutes", lambda: _every(30)),
        ("Nutch, adaptive", _nutch),
        ("khobao", _ours),
    ]
    town = papers()
    done = {name: [_run(paper, make()) for paper in town] for name, make in rules}
    poll = sum(one.requests for one in done["every 10 minutes"])
    print(
        f"{'':18} {'fresh':>7} {'worst paper':>12} {'under 80 %':>11} {'missed':>7} {'requests':>9} {'of 10 min':>10}"
    )
    for name, outcomes in done.items():
        print(f"{name:18} {_line(outcomes, poll)}")
    print()
    for name in ("stops", "lies"):
        asked = ", ".join(f"{rule} {one.requests}" for rule, found in done.items() for one in found if one.name == name)
        print(f"the paper that {name}: {asked}")


def _line(outcomes: list[Outcome], poll: int) -> str:
    articles, requests = sum(one.articles for one in outcomes), sum(one.requests for one in outcomes)
    fresh, missed = sum(one.fresh for one in outcomes), sum(one.missed for one in outcomes)
    worst, under = min(one.share for one in outcomes), sum(one.share < LESS_THAN for one in outcomes)
    return f"{fresh / articles:7.1%} {worst:12.1%} {under:11} {missed:7} {requests:9,} {requests / poll:10.1%}"


def _run(paper: Paper, rule: Rule) -> Outcome:
    now, had, fresh, missed, visits = START, 0, 0, 0, 0
    while now < END:
        visits += 1
        there = bisect_right(paper.printed, now)
        listed = paper.printed[max(had, there - paper.entries) : there]
        fresh += sum(now + TAKES - moment <= FRESH for moment in listed)
        missed += there - had - len(listed)
        had = there
        now = rule(now, list(listed), paper.lies or bool(listed))
    return Outcome(paper.name, len(paper.printed), fresh, missed, visits + DAYS)


def _every(minutes: int) -> Rule:
    return lambda now, _printed, _changed: now + timedelta(minutes=minutes)


def _nutch() -> Rule:
    """AdaptiveFetchSchedule of Nutch 1.20 as its nutch-default.xml sets it, but for the longest interval: a day.

    Begins with ten minutes; its own first interval, 30 days, is meant for the whole web.
    """
    interval, modified = timedelta(minutes=10), START

    def following(now: datetime, _printed: list[datetime], changed: bool) -> datetime:
        nonlocal interval, modified
        interval *= 1 - 0.2 if changed else 1 + 0.4
        modified = now if changed else modified
        delta = now - modified
        interval = min(max(interval, delta, timedelta(minutes=1)), timedelta(days=1))
        return max(now + interval - 0.3 * delta, now + timedelta(minutes=1))

    return following


def _ours() -> Rule:
    rhythm = Rhythm(START, GUESS)

    def following(now: datetime, printed: list[datetime], _changed: bool) -> datetime:
        nonlocal rhythm
        rhythm = observe(rhythm, now, printed)
        return next_visit(rhythm)

    return following


if __name__ == "__main__":
    main()
