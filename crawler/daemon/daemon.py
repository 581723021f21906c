"""The daemon: sends crawls to the sites that are due, within its budget, and learns from what they bring."""

import asyncio
import logging
import signal
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crawler.archive import Arrived, Keeper
from crawler.daemon.alarms import Lookout
from crawler.daemon.errands import Errand, next_errand, others_wait
from crawler.daemon.lessons import after_visit
from crawler.daemon.messenger import Messenger
from crawler.daemon.plans import Key, Made, Plan, broken, listings_a_paper, plans_for
from crawler.daemon.rows import from_rows, to_row
from crawler.daemon.sitefiles import SiteFiles
from crawler.daemon.telling import line
from crawler.daemon.visit import STOPPED, Calls, Limits, Order, Result, end_orphans, visit
from crawler.daemon.watch import NOBODY, Watch
from crawler.errors import ArchiveUnusable

logger = logging.getLogger(__name__)

TOGETHER = 40
"""Sites of one crawl where only one can run: each has its own delay, so they take as long as the slowest."""

_PULSE = 15.0  # seconds between two looks at site files, at the clock and at a database that was away


@dataclass(frozen=True, slots=True)
class Terms:
    """What a daemon may use: crawls at once, and the limits of each; the command that alarms are handed to."""

    processes: int
    limits: Limits
    alarm_command: str = ""


class Daemon:
    """The one daemon of an archive; `folder` takes logs and notes of its visits."""

    def __init__(self, keeper: Keeper, files: SiteFiles, folder: Path, terms: Terms, watch: Watch = NOBODY) -> None:
        self._watch = watch
        self._keeper = keeper
        self._files = files
        self._folder = folder
        self._terms = terms
        self._messenger = Messenger(terms.alarm_command)
        self._lookout = Lookout(keeper, folder, self._messenger)
        self._slots = terms.processes if keeper.shared else 1
        self._plans: dict[Key, Plan] = {}
        self._unsaved: dict[Key, Plan] = {}
        self._unfinished: dict[str, None] = {}  # sites whose visits made room for others
        self._only: set[Key] | None = None  # what `once` has yet to do
        self._running: dict[asyncio.Task[None], Errand] = {}
        self._moved, self._stopping, self._looking = asyncio.Event(), asyncio.Event(), asyncio.Event()
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
        loop.add_signal_handler(signal.SIGHUP, self._looking.set)
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # inherited by visits: until they listen, it must not end them
        self._folder.mkdir(parents=True, exist_ok=True)
        self._plan(from_rows(self._keeper.planned()))

    async def _end(self) -> None:
        telling = asyncio.ensure_future(self._messenger.finish(self._stopping, self._terms.limits.grace))
        while self._running:
            await asyncio.wait(self._running)
        if self._unsaved:
            self._save()
        await telling

    def _plan(self, known: dict[Key, Plan]) -> None:
        """Plans of the sites as their files are now."""
        now = _now()
        self._plans = {plan.key: plan for site in self._files.sites.values() for plan in plans_for(site, known, now)}
        self._timetable.remove_all_jobs()
        for site in {plan.site for plan in self._plans.values()}:
            self._wake_for(site)

    def _wake_for(self, site: str) -> None:
        """Wake up when a site is due next; however late that is noticed, it is visited once."""
        due = min(plan.next_at for plan in self._plans.values() if plan.site == site and plan.way != "recheck")
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
        while len(self._running) < self._slots and not self._stopping.is_set():
            errand = self._next_errand()
            number = self._ready() if errand is not None else None
            if errand is None or number is None:
                return
            if self._only is not None:
                self._only -= {plan.key for plan in errand.plans}
            for site in errand.unfinished:
                del self._unfinished[site]
            task = asyncio.ensure_future(self._visit(errand, self._order(errand), number))
            self._running[task] = errand
            task.add_done_callback(self._ended)

    def _next_errand(self) -> Errand | None:
        most = 1 if self._keeper.shared else TOGETHER
        left = [site for site in self._unfinished if site in self._files.sites]
        return next_errand(
            self._plans.values(), busy=self._busy(), is_due=self._is_due, most=most, now=_now(), unfinished=left
        )

    def _busy(self) -> set[str]:
        return {site for errand in self._running.values() for site in errand.sites}

    def _others_wait(self, errand: Errand, started: float) -> bool:
        passed = time.monotonic() - started
        return others_wait(errand, self._plans.values(), busy=self._busy(), is_due=self._is_due, seconds=passed)

    def _is_due(self, plan: Plan) -> bool:
        return plan.is_due(_now()) if self._only is None else plan.key in self._only

    def _ready(self) -> int | None:
        """The number of the next new article; None when the archive cannot be written to: a visit would only fail."""
        if time.monotonic() < self._quiet_until or not self._save():
            return None
        self._lookout.look(self._plans.values())
        try:
            return self._keeper.next_number()
        except ArchiveUnusable as error:
            self._wait_for(error)
            return None

    def _save(self) -> bool:
        try:
            self._keeper.keep(map(to_row, self._unsaved.values()))
        except ArchiveUnusable as error:
            self._wait_for(error)
            return False
        self._unsaved.clear()
        return True

    def _wait_for(self, trouble: ArchiveUnusable) -> None:
        logger.warning("%s; tried again in %g s", trouble, _PULSE)
        self._quiet_until = time.monotonic() + _PULSE

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        self._moved.set()
        task.result()

    async def _visit(self, errand: Errand, order: Order, number: int) -> None:
        began = _now()
        calls = Calls(self._stopping.is_set, partial(self._others_wait, errand, time.monotonic()))
        try:
            result = await visit(order, self._terms.limits, self._folder, calls)
        except OSError as error:  # a full disk, no process to be had: told, and tried again after a pause
            result = Result(f"could not run: {error}", True, 0.0)
        if result.outcome == STOPPED:
            return  # the rows say that it is due, so the next start makes it
        self._watch.visited(result)
        self.broken += result.broken
        self._unfinished |= dict.fromkeys(errand.sites if result.left else ())
        arrived = [] if result.broken else self._arrived(number, errand)
        for site in errand.sites:
            self._learn(errand.of(site), Made(began, _now(), result.outcome), arrived, broke=result.broken)
            logger.info("%s", line(site, errand, result))
        self._lookout.after_visit(errand.sites, began)
        self._save()

    def _order(self, errand: Errand) -> Order:
        listings = [address for plan in errand.plans for address in self._addresses(plan)]
        return Order([self._files.argument(site) for site in errand.sites], listings, errand.recheck)

    def _addresses(self, plan: Plan) -> Iterable[str]:
        if plan.listing:
            return [plan.listing]
        return self._files.sites[plan.site].sitemaps if plan.way == "sitemaps" else ()

    def _arrived(self, number: int, errand: Errand) -> list[Arrived]:
        try:
            return self._keeper.arrived(number, errand.sites)
        except ArchiveUnusable as error:
            logger.warning("%s: what this visit brought teaches nothing", error)
            return []

    def _learn(self, done: Sequence[Plan], made: Made, arrived: Sequence[Arrived], *, broke: bool) -> None:
        """New plans of a site for those that a visit was for; of a listing that is planned no more, nothing."""
        ours = [plan for plan in self._plans.values() if done and plan.site == done[0].site]
        if not ours:
            return
        listings = listings_a_paper(self._plans.values())
        after = [broken(plan, made) for plan in done] if broke else after_visit(ours, done, arrived, made, listings)
        kept = {plan.key: plan for plan in after if plan.key in self._plans}
        self._unsaved |= kept
        self._plans |= kept
        self._wake_for(done[0].site)

    async def _pulse(self) -> None:
        """Site files that were edited, a clock that was set, a database that is back; on SIGHUP at once."""
        wall, steady = time.time(), time.monotonic()
        while True:
            self._watch.beat()
            await _set_within(self._looking, _PULSE)
            self._looking.clear()
            jumped = (time.time() - wall) - (time.monotonic() - steady)
            wall, steady = time.time(), time.monotonic()
            if abs(jumped) > _PULSE:
                logger.warning("the clock was set by %+.0f s", jumped)
            if self._files.refresh() or abs(jumped) > _PULSE:
                self._plan(self._plans)
            self._moved.set()


def recover(folder: Path, grace: float) -> None:
    """End what a daemon that was killed left running."""
    if ended := end_orphans(folder, grace):
        logger.warning("the last daemon was killed: ended %d visits that it left; what they had to do is due", ended)


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _now() -> datetime:
    return datetime.now(UTC)
