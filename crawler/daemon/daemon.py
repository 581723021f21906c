"""The daemon: sends crawls to the sites that are due, within its budget, and learns from what they bring."""

import asyncio
import logging
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.archive import Arrived, Keeper
from crawler.daemon.errands import Errand, next_errand
from crawler.daemon.plans import Plan, Way, broken, plans_for, visited
from crawler.daemon.rows import from_rows, to_row
from crawler.daemon.sitefiles import SiteFiles
from crawler.daemon.visit import STOPPED, Figures, Limits, Result, end_orphans, visit
from crawler.errors import ArchiveUnusable

logger = logging.getLogger(__name__)

TOGETHER = 40
"""Sites of one crawl where only one can run: each has its own delay, so they take as long as the slowest."""

_PULSE = 15.0  # seconds between two looks at site files, at the clock and at a database that was away
_FOUND_BY: dict[str, Way] = {"feed": "feeds", "section": "sections", "sitemap": "sitemaps"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a daemon may use: crawls at once, and the limits of each."""

    processes: int
    limits: Limits


class Daemon:
    """The one daemon of an archive; `folder` takes logs and notes of its visits."""

    def __init__(self, keeper: Keeper, files: SiteFiles, folder: Path, terms: Terms) -> None:
        self._keeper = keeper
        self._files = files
        self._folder = folder
        self._terms = terms
        self._slots = terms.processes if keeper.shared else 1
        self._plans: dict[tuple[str, Way], Plan] = {}
        self._unsaved: dict[tuple[str, Way], Plan] = {}
        self._only: set[tuple[str, Way]] | None = None  # what `once` has yet to do
        self._running: dict[asyncio.Task[None], Errand] = {}
        self._moved, self._stopping = asyncio.Event(), asyncio.Event()
        self._timetable = AsyncIOScheduler(timezone=UTC)
        self._quiet_until = 0.0
        self.broken = 0

    async def run(self) -> None:
        """Go on until SIGTERM or SIGINT."""
        self._begin()
        self._timetable.start()
        pulse = asyncio.ensure_future(self._pulse())
        try:
            while not self._stopping.is_set():
                self._start_due()
                await self._moved.wait()
                self._moved.clear()
        finally:
            pulse.cancel()
            self._timetable.shutdown(wait=False)
            await self._end()

    async def once(self) -> None:
        """Do what is due now, each once, and end."""
        self._begin()
        now = _now()
        self._only = {key for key, plan in self._plans.items() if plan.is_due(now)}
        self._start_due()
        while self._running and not self._stopping.is_set():
            await self._moved.wait()
            self._moved.clear()
            self._start_due()
        await self._end()

    def stop(self) -> None:
        """Let running visits end, within their grace."""
        if not self._stopping.is_set():
            logger.info("ending: %d visits are asked to come to their end", len(self._running))
        self._stopping.set()
        self._moved.set()

    def _begin(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        self._plan(from_rows(self._keeper.planned()))

    async def _end(self) -> None:
        while self._running:
            await asyncio.wait(self._running)
        if self._unsaved:
            self._save()

    def _plan(self, known: dict[tuple[str, Way], Plan]) -> None:
        """Plans of the sites as their files are now."""
        now = _now()
        self._plans = {plan.key: plan for site in self._files.sites.values() for plan in plans_for(site, known, now)}
        self._timetable.remove_all_jobs()
        for site in {plan.site for plan in self._plans.values()}:
            self._wake_for(site)

    def _wake_for(self, site: str) -> None:
        """Wake up when a site is due next; however late that is noticed, it is visited once."""
        due = min(plan.next_at for plan in self._plans.values() if plan.site == site)
        self._timetable.add_job(
            self._moved.set,
            "date",
            run_date=due,
            id=site,
            replace_existing=True,
            misfire_grace_time=None,
            coalesce=True,
        )

    def _start_due(self) -> None:
        most = 1 if self._keeper.shared else TOGETHER
        while len(self._running) < self._slots and not self._stopping.is_set():
            busy = {site for errand in self._running.values() for site in errand.sites}
            errand = next_errand(self._plans.values(), busy, self._is_due, most)
            number = self._ready() if errand is not None else None
            if errand is None or number is None:
                return
            if self._only is not None:
                self._only -= {plan.key for plan in errand.plans}
            task = asyncio.ensure_future(self._visit(errand, number))
            self._running[task] = errand
            task.add_done_callback(self._ended)

    def _is_due(self, plan: Plan) -> bool:
        return plan.is_due(_now()) if self._only is None else plan.key in self._only

    def _ready(self) -> int | None:
        """The number of the next new article; None when the archive cannot be written to: a visit would only fail."""
        if time.monotonic() < self._quiet_until or not self._save():
            return None
        return self._keeper.next_number()

    def _save(self) -> bool:
        try:
            self._keeper.keep(map(to_row, self._unsaved.values()))
        except ArchiveUnusable as error:
            logger.warning("%s; tried again in %g s", error, _PULSE)
            self._quiet_until = time.monotonic() + _PULSE
            return False
        self._unsaved.clear()
        return True

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._moved.set()
        task.result()

    async def _visit(self, errand: Errand, number: int) -> None:
        began = _now()
        argument = ",".join(map(self._files.argument, errand.sites))
        try:
            result = await visit(errand, argument, self._terms.limits, self._folder, self._stopping)
        except OSError as error:  # a full disk, no process to be had: told, and tried again after a pause
            result = Result(f"could not run: {error}", True, 0.0)
        if result.outcome == STOPPED:
            return  # the rows say that it is due, so the next start makes it
        self.broken += result.broken
        arrived = self._arrived(number, errand)
        for plan in errand.plans:
            self._note(plan, began, result, arrived)
        for site in errand.sites:
            logger.info("%s", line(site, errand, result))
            if any(plan.site == site for plan in self._plans.values()):
                self._wake_for(site)
        self._save()

    def _arrived(self, number: int, errand: Errand) -> list[Arrived]:
        try:
            return self._keeper.arrived(number, errand.sites)
        except ArchiveUnusable as error:
            logger.warning("%s: what this visit brought teaches nothing", error)
            return []

    def _note(self, plan: Plan, began: datetime, result: Result, arrived: Sequence[Arrived]) -> None:
        printed = [
            one.published_at or one.fetched_at
            for one in arrived
            if one.site == plan.site and _FOUND_BY.get(one.found_by) == plan.way and _is_news(one, plan)
        ]
        ended = _now()
        following = (
            broken(plan, began, ended, result.outcome)
            if result.broken
            else visited(plan, began, ended, printed, result.outcome)
        )
        self._unsaved[plan.key] = following
        if plan.key in self._plans:
            self._plans[plan.key] = following

    async def _pulse(self) -> None:
        """Site files that were edited, a clock that was set, a database that is back."""
        wall, steady = time.time(), time.monotonic()
        while True:
            await asyncio.sleep(_PULSE)
            jumped = (time.time() - wall) - (time.monotonic() - steady)
            wall, steady = time.time(), time.monotonic()
            if abs(jumped) > _PULSE:
                logger.warning("the clock was set by %+.0f s", jumped)
            if self._files.refresh() or abs(jumped) > _PULSE:
                self._plan(self._plans)
            self._moved.set()


def line(site: str, errand: Errand, result: Result) -> str:
    """One line on a visit of a site."""
    figures = result.figures.get(site, {})
    found, archived, failures = (_sum(figures, name) for name in ("found", "archived", "failure"))
    ways = ",".join((*errand.ways, *(["recheck"] if errand.recheck else [])))
    ending = "" if result.outcome == "done" else f": {result.outcome}"
    counts = f"found {found}, archived {archived}, failures {failures}, {result.seconds:.0f} s"
    return f"{site} ({ways}): {counts}{ending}"


def recover(folder: Path, grace: float) -> None:
    """End what a daemon that was killed left running."""
    if ended := end_orphans(folder, grace):
        logger.warning("the last daemon was killed: ended %d visits that it left; what they had to do is due", ended)


def _is_news(one: Arrived, plan: Plan) -> bool:
    """A day's grace for a date without a time; what is older comes from the paper's past."""
    return one.published_at is None or (plan.rhythm.at - one.published_at).days < 1


def _sum(figures: Figures, name: str) -> int:
    return sum(number for key, number in figures.items() if key.startswith(f"{name}/"))


def _now() -> datetime:
    return datetime.now(UTC)
