"""One visit: a `scrapy crawl` in a process group of its own, with limits of time and memory."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

Figures = Mapping[str, int]

YOUNG = "7d"
"""Articles younger than this are looked at again: papers edit within hours, take down within days."""

_LOOK = 0.5  # seconds between two looks at a running visit
_LOGS = 50  # of the last visits that are kept
_LOG_BYTES = 4 * 1024 * 1024  # of one; then it begins anew: 50 take 200 MiB at most


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one visit: seconds until it is asked to end, seconds until it is killed then, bytes of memory, pages a site.

    `turn` is how many seconds it has to itself before it makes room for others that wait.

    Memory is what the crawl and its worker processes have resident, together: an RLIMIT_AS counts each process alone,
    and address space that is never used.
    """

    seconds: float
    grace: float
    memory: int
    pages: int
    turn: float = 30.0


@dataclass(frozen=True, slots=True)
class Result:
    """How a visit ended and what it counted by site. `broken`: it says nothing about its sites.

    `left`: it has made room for others, and its sites may have pages that wait.
    """

    outcome: str
    broken: bool
    seconds: float
    figures: Mapping[str, Figures] = field(default_factory=dict)
    left: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What a crawl is told: the sites as its argument names them, listings by address, and whether to look again."""

    sites: Sequence[str]
    listings: Sequence[str]
    recheck: bool


@dataclass(frozen=True, slots=True)
class Calls:
    """What a visit asks the daemon, twice a second."""

    stopping: Callable[[], bool]
    others_wait: Callable[[], bool]


STOPPED = "stopped"
"""The outcome of a visit that ended because the daemon does: it is made again."""


async def visit(order: Order, limits: Limits, folder: Path, calls: Calls) -> Result:
    """Crawl to the end or to a limit; `folder` takes its log and its figures. Raises OSError when it cannot begin."""
    name, started = uuid4().hex[:12], time.monotonic()
    outcome, log, note, listings = (folder / f"{name}.{kind}" for kind in ("json", "log", "pid", "listings"))
    _forget_old(folder)
    listings.write_text("\n".join(order.listings), encoding="utf-8")
    with log.open("ab") as output:  # what is appended stays in place when the file is cut
        process = await asyncio.create_subprocess_exec(
            *_command(order, limits, outcome, listings),
            stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        note.write_text(f"{process.pid} {_born(process.pid)}\n")
        watch = _Watch(process, limits, calls, started, log)
        limit = await watch.until_end()
        killed = bool(limit) and not await _ended(process, limits.grace)
    finally:
        _kill(process.pid)
        status = await process.wait()
        note.unlink(missing_ok=True)
        listings.unlink(missing_ok=True)
    found = _read(outcome)
    seconds = time.monotonic() - started
    if limit == STOPPED:
        return Result(STOPPED, True, seconds)
    if killed:
        return Result(f"killed: {limit}, and it did not end within {limits.grace:g} s ({log})", True, seconds)
    if found is None:
        return Result(f"crashed with status {status} ({log})", True, seconds)
    trouble = found["broken"] or (limit if "memory" in limit else "")
    return Result(trouble or limit or "done", bool(trouble), seconds, found["sites"], watch.gave_way and not limit)


def end_orphans(folder: Path, grace: float) -> int:
    """End the visits that a daemon left behind when it was killed; returns how many. They lose nothing by it.

    Its notes go with them.
    """
    ended = 0
    for note in folder.glob("*.pid"):
        pid, _, born = note.read_text().strip().partition(" ")
        if pid.isdigit() and born and _born(int(pid)) == born:
            process = psutil.Process(int(pid))
            with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
                process.send_signal(signal.SIGINT)
                process.wait(grace)
            _kill(int(pid))
            ended += 1
    for note in [*folder.glob("*.pid"), *folder.glob("*.json"), *folder.glob("*.part"), *folder.glob("*.listings")]:
        note.unlink(missing_ok=True)
    return ended


def _command(order: Order, limits: Limits, outcome: Path, listings: Path) -> list[str]:
    recheck = ["-a", f"recheck={YOUNG}"] if order.recheck else []
    asked = ["-a", f"site={','.join(order.sites)}", "-a", f"listings={listings}", *recheck]
    settings = ["-s", f"OUTCOME_FILE={outcome}", "-s", f"BUDGET_PAGES={limits.pages}"]
    return [sys.executable, "-m", "scrapy", "crawl", "news", *asked, *settings]


class _Watch:
    """Waits for the end of a visit, and asks for it when a limit is reached or others wait."""

    def __init__(
        self, process: asyncio.subprocess.Process, limits: Limits, calls: Calls, started: float, log: Path
    ) -> None:
        self._process, self._limits, self._calls, self._started = process, limits, calls, started
        self._log = log
        self.gave_way = False

    async def until_end(self) -> str:
        """The limit that was reached, or ""."""
        while self._process.returncode is None:
            if limit := self._reached():
                self._send(signal.SIGINT)  # to the crawl alone: it ends its workers when they are done
                return limit
            if not self.gave_way and self._passed() > self._limits.turn and self._calls.others_wait():
                self.gave_way = True
                self._send(signal.SIGUSR1)
            _bound(self._log)
            await _ended(self._process, _LOOK)
        return ""

    def _reached(self) -> str:
        if self._calls.stopping():
            return STOPPED
        if self._passed() > self._limits.seconds:
            return f"cut off at its time limit of {self._limits.seconds:g} s"
        if _resident(self._process.pid) > self._limits.memory:
            return f"over its memory limit of {self._limits.memory >> 20} MiB"
        return ""

    def _passed(self) -> float:
        return time.monotonic() - self._started

    def _send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            self._process.send_signal(number)


async def _ended(process: asyncio.subprocess.Process, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), seconds)
    return process.returncode is not None


def _bound(log: Path) -> None:
    """A crawl that has much to tell must not fill the disk."""
    if log.stat().st_size > _LOG_BYTES:
        os.truncate(log, 0)


def _resident(pid: int) -> int:
    """Bytes of memory that a process and all below it have resident."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += process.memory_info().rss
    return total


def _kill(group: int) -> None:
    """What is left of a visit, worker processes included."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _born(pid: int) -> str:
    """When a process began, so that another one with its number is not taken for it; "" when it is gone."""
    try:
        return f"{psutil.Process(pid).create_time():.2f}"
    except psutil.NoSuchProcess:
        return ""


def _read(outcome: Path) -> dict[str, Any] | None:
    if not outcome.exists():
        return None
    found: dict[str, Any] = json.loads(outcome.read_text(encoding="utf-8"))
    outcome.unlink()
    return found


def _forget_old(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for log in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime)[:-_LOGS]:
        log.unlink()
