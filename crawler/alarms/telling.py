"""An alarm told: as a line, as JSON, and to a command of the user's (mail, chat)."""

import shlex
import subprocess
from dataclasses import asdict
from typing import Any

import msgspec

from crawler.alarms.values import Alarm, Notice

_SECONDS = 30.0  # that a command has; a chat that hangs must not hold up a crawl


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


def hand_over(command: str, notice: Notice) -> str:
    """Run the user's command, without a shell, with the alarm as JSON on its input; returns why that failed, or ""."""
    try:
        done = subprocess.run(  # noqa: S603 - the command is the user's own; what pages say goes to its input alone
            shlex.split(command), input=msgspec.json.encode(as_json(notice)), capture_output=True, timeout=_SECONDS,
            check=False,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        return f"ALARM_COMMAND {command!r} cannot be run: {error}"
    except subprocess.TimeoutExpired:
        return f"ALARM_COMMAND {command!r} did not end within {_SECONDS:g} s"
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return f"ALARM_COMMAND {command!r} ended with {done.returncode}: {said[-1] if said else ''}" * bool(done.returncode)
