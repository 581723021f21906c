"""An alarm told: as a line, as JSON, and to a command of the user's (mail, chat)."""

import asyncio
import os
import shlex
import signal
from asyncio.subprocess import PIPE, STDOUT
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import msgspec

from crawler.alarms.values import Alarm, Notice

SECONDS = 30.0
"""That a command has: a chat that hangs must not hold up a crawl."""
_REAPED = 1.0  # seconds that the end of a killed command may take to be seen
_MOST_SAID = 300  # characters of a failed command's last line


def line(notice: Notice) -> str:
    """One line: what changed, where, since when, on what evidence, what to do."""
    alarm = notice.alarm
    where = alarm.site or "archive"
    if notice.change == "cleared":
        return f"alarm over: {where}: {named(alarm)}"
    return f"ALARM {where}: {named(alarm)} since {alarm.since:%Y-%m-%d %H:%M}Z: {alarm.evidence}. {alarm.advice}"


def named(alarm: Alarm) -> str:
    """Its kind, and its subject when there is one."""
    return f"{alarm.kind} ({alarm.subject})" if alarm.subject else alarm.kind


def as_json(notice: Notice) -> dict[str, Any]:
    """Every field of the alarm and `change` (raised, cleared); times in ISO 8601."""
    value: dict[str, Any] = msgspec.to_builtins({"change": notice.change, **asdict(notice.alarm)})
    return value | {"quarantine": notice.quarantine, "text": line(notice)}


async def hand_over(command: str, notice: Notice, seconds: float = SECONDS) -> str:
    """Run the user's command, without a shell, with the alarm as JSON on its input; returns why that failed, or "".

    What it has started goes with it when its time is over or the caller is cancelled; when it has ended by itself,
    what it left running (a mailer that delivers in the background) is left alone.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *shlex.split(command), stdin=PIPE, stdout=PIPE, stderr=STDOUT, start_new_session=True
        )
    except (OSError, ValueError, TypeError) as error:  # TypeError: of no words at all
        return f"ALARM_COMMAND {command!r} cannot be run: {error}"
    try:
        said, _ = await asyncio.wait_for(process.communicate(msgspec.json.encode(as_json(notice))), seconds)
    except TimeoutError:
        await _killed(process)
        return f"ALARM_COMMAND {command!r} did not end within {seconds:g} s"
    except asyncio.CancelledError:
        await _killed(process)
        raise
    lines = said.decode(errors="replace").strip().splitlines() or [""]
    failed = f"ALARM_COMMAND {command!r} ended with {process.returncode}: {lines[-1][:_MOST_SAID]}"
    return failed if process.returncode else ""


async def _killed(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), _REAPED)
