"""One visit: a `scrapy crawl` in a process group of its own, with limits of time and memory."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil

from crawler.daemon.errands import YOUNG, Errand

Figures = Mapping[str, int]

_LOOK = 0.5  # seconds between two looks at a running visit
_LOGS = 50  # of the last visits that are kept


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one visit: seconds until it is asked to end, seconds until it is killed then, bytes of memory, pages a site.

    Memory is what the crawl and its worker processes have resident, together: an RLIMIT_AS counts each process alone,
    and address space that is never used.
    """

    seconds: float
    grace: float
    memory: int
    pages: int


@dataclass(frozen=True, slots=True)
class Result:
    """How a visit ended and what it counted by site. `broken`: it says nothing about its sites."""

    outcome: str
    broken: bool
    seconds: float
    figures: Mapping[str, Figures] = field(default_factory=dict)


STOPPED = "stopped"
"""The outcome of a visit that ended because the daemon does: it is made again."""


async def visit(errand: Errand, site: str, limits: Limits, folder: Path, stopping: asyncio.Event) -> Result:
    """Crawl to the end or to a limit; `site` is the crawl's argument, `folder` takes its log and its figures."""
    name, started = uuid4().hex[:12], time.monotonic()
    outcome, log, note = (folder / f"{name}.{kind}" for kind in ("json", "log", "pid"))
    _forget_old(folder)
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *_command(errand, site, limits, outcome),
            stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        note.write_text(f"{process.pid} {_born(process.pid)}\n")
        limit = await _watch(process, limits, stopping, started)
        killed = bool(limit) and not await _ended(process, limits.grace)
    finally:
        _kill(process.pid)
        status = await process.wait()
        note.unlink(missing_ok=True)
    found = _read(outcome)
    seconds = time.monotonic() - started
    if limit == STOPPED:
        return Result(STOPPED, True, seconds)
    if killed:
        return Result(f"killed: {limit}, and it did not end within {limits.grace:g} s ({log})", True, seconds)
    if found is None:
        return Result(f"crashed with status {status} ({log})", True, seconds)
    trouble = found["broken"] or (limit if "memory" in limit else "")
    return Result(trouble or limit or "done", bool(trouble), seconds, found["sites"])


def end_orphans(folder: Path, grace: float) -> int:
    """End the visits that a daemon left behind when it was killed; returns how many. They lose nothing by it."""
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
        note.unlink(missing_ok=True)
    return ended


def _command(errand: Errand, site: str, limits: Limits, outcome: Path) -> list[str]:
    recheck = ["-a", f"recheck={YOUNG}"] if errand.recheck else []
    asked = ["-a", f"site={site}", "-a", f"via={','.join(errand.ways)}", *recheck]
    settings = ["-s", f"OUTCOME_FILE={outcome}", "-s", f"BUDGET_PAGES={limits.pages}"]
    return [sys.executable, "-m", "scrapy", "crawl", "news", *asked, *settings]


async def _watch(process: asyncio.subprocess.Process, limits: Limits, stopping: asyncio.Event, started: float) -> str:
    """Wait for the end; when a limit is reached before, ask the crawl to end and say which."""
    while process.returncode is None:
        limit = _reached(process.pid, limits, stopping, started)
        if limit:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)  # to the crawl alone: it ends its workers when they are done
            return limit
        await _ended(process, _LOOK)
    return ""


def _reached(pid: int, limits: Limits, stopping: asyncio.Event, started: float) -> str:
    if stopping.is_set():
        return STOPPED
    if time.monotonic() - started > limits.seconds:
        return f"cut off at its time limit of {limits.seconds:g} s"
    if _resident(pid) > limits.memory:
        return f"over its memory limit of {limits.memory >> 20} MiB"
    return ""


async def _ended(process: asyncio.subprocess.Process, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), seconds)
    return process.returncode is not None


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
