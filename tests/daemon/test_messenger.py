"""Alarms handed to a real command of the user's, beside the daemon's work."""

import asyncio
import json
import sys
from pathlib import Path

import psutil
import pytest

from bench.papers import START
from crawler.alarms.telling import hand_over
from crawler.alarms.values import Alarm, Notice
from crawler.daemon.messenger import Messenger
from tests.daemon.test_daemon import wait_for

_SCRIPT = """
import json, os, sys, time
kind, log = json.load(sys.stdin)["kind"], open({log!r}, "a")
print("began", kind, os.getpid(), file=log, flush=True)
time.sleep({sleeps}.get(kind, 0.2))
print("ended", kind, os.getpid(), file=log, flush=True)
print("no such room"), sys.exit(3 if kind == "errors" else 0)
"""


class Command:
    """A slow script: it notes when it began and ended, and sleeps as long as it is told for each kind of alarm."""

    def __init__(self, folder: Path, **sleeps: float) -> None:
        self._log, script = folder / "told", folder / "tell.py"
        script.write_text(_SCRIPT.format(log=str(self._log), sleeps=json.dumps(sleeps)))
        self.line = f"{sys.executable} {script}"

    def noted(self) -> list[str]:
        """What it did, without process numbers."""
        return [line.rpartition(" ")[0] for line in self._lines()]

    def pids(self) -> list[int]:
        return [int(line.rpartition(" ")[2]) for line in self._lines()]

    def _lines(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []


def notices(*kinds: str) -> list[Notice]:
    return [Notice("raised", Alarm("", kind, "", START, START, "0 of 40", "look")) for kind in kinds]  # type: ignore[arg-type]


def test_notices_are_handed_over_one_by_one_and_nobody_waits_for_them(tmp_path: Path) -> None:
    command = Command(tmp_path)

    async def daemon() -> None:
        messenger = Messenger(command.line)
        messenger.tell(notices("disk", "lag"))
        await asyncio.sleep(0)
        assert "ended disk" not in command.noted()
        messenger.tell(notices("silence"))
        await messenger.finish(asyncio.Event(), 0)  # nothing stops: there is time for all

    asyncio.run(daemon())
    assert command.noted() == [f"{what} {kind}" for kind in ("disk", "lag", "silence") for what in ("began", "ended")]


def test_a_command_that_fails_or_hangs_is_logged_and_the_next_notice_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    command = Command(tmp_path, disk=600)

    async def daemon() -> None:
        messenger = Messenger(command.line, seconds=5)
        messenger.tell(notices("errors", "disk", "lag"))
        await messenger.finish(asyncio.Event(), 0)

    asyncio.run(daemon())
    assert command.noted() == ["began errors", "ended errors", "began disk", "began lag", "ended lag"]
    failed, hung = caplog.messages
    assert failed.endswith("ended with 3: no such room")
    assert hung.endswith("did not end within 5 s")
    assert not any(map(psutil.pid_exists, command.pids()))


def test_when_the_daemon_stops_what_is_on_its_way_has_the_grace_time(tmp_path: Path) -> None:
    command, stopping = Command(tmp_path), asyncio.Event()
    stopping.set()

    async def daemon() -> None:
        messenger = Messenger(command.line)
        messenger.tell(notices("disk", "lag"))
        await messenger.finish(stopping, 60)

    asyncio.run(daemon())
    assert command.noted()[-1] == "ended lag"


def test_what_the_grace_time_is_too_short_for_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    command, stopping = Command(tmp_path, disk=600), asyncio.Event()

    async def daemon() -> None:
        messenger = Messenger(command.line)
        messenger.tell(notices("disk", "lag"))
        await asyncio.to_thread(wait_for, lambda: bool(command.noted()))
        stopping.set()
        await messenger.finish(stopping, 0.1)

    asyncio.run(daemon())
    assert [line.partition(":")[0] for line in caplog.messages] == ["ALARM_COMMAND had no time left for this"] * 2
    assert "ALARM archive: lag" in caplog.messages[1]
    assert not any(map(psutil.pid_exists, command.pids()))


_MAILER = """
import subprocess, sys
silent = {{name: subprocess.DEVNULL for name in ("stdin", "stdout", "stderr")}}
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1); open({file!r}, 'w')"], **silent)
"""


def test_what_a_command_that_ended_left_running_is_left_alone(tmp_path: Path) -> None:
    script, delivered = tmp_path / "mail.py", tmp_path / "delivered"
    script.write_text(_MAILER.format(file=str(delivered)))
    (notice,) = notices("disk")
    assert asyncio.run(hand_over(f"{sys.executable} {script}", notice)) == ""
    wait_for(delivered.exists)
