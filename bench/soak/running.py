"""A running soak: the real `khobao daemon`, its papers, and the clock that all its processes go by."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psutil

from bench.soak.town import SoakTown
from crawler.dates import VIETNAM
from tests import postgres
from tests.crawling import ROOT, Home, khobao_command

START = datetime(2025, 10, 25, tzinfo=VIETNAM)
_PATIENCE = 180.0  # seconds within which the daemon has done what is due


@dataclass
class Soak:
    """A running soak: its home, its daemon, its clock."""

    home: Home
    town: SoakTown
    clock: Path
    server: postgres.Server | None = None
    now: datetime = START
    process: "subprocess.Popen[bytes] | None" = None
    peak: float = 0.0
    lives: list[list[float]] = field(default_factory=list)  # of each daemon, MiB resident day by day

    @property
    def _log(self) -> Path:
        return self.clock.with_name("daemon.log")

    def environment(self) -> dict[str, str]:
        paths = f"{ROOT / 'bench' / 'clock'}{os.pathsep}{ROOT}"
        return {**self.home.environment(), "PYTHONPATH": paths, "SOAK_CLOCK": str(self.clock)}

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                khobao_command("daemon", "--grace", "30"), cwd=ROOT, env=self.environment(), stdout=log, stderr=log
            )
        self.lives.append([])
        self._wait_until_it_listens()
        self.settle()

    def _wait_until_it_listens(self) -> None:
        """Until it handles SIGHUP, that would end it."""
        assert self.process is not None
        status, deadline = Path(f"/proc/{self.process.pid}/status"), time.monotonic() + _PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
            if int(caught.split()[1], 16) & 1 << (signal.SIGHUP - 1):
                return
            time.sleep(0.1)

    def end(self, how: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(_PATIENCE)

    def visits(self) -> list[psutil.Process]:
        assert self.process is not None
        with suppress(psutil.NoSuchProcess):
            children: list[psutil.Process] = psutil.Process(self.process.pid).children()
            return children
        return []

    def set_clock(self, now: datetime) -> None:
        self.now = now
        unfinished = self.clock.with_suffix(".part")
        unfinished.write_text(str((now - datetime.now(VIETNAM)).total_seconds()))
        os.replace(unfinished, self.clock)

    def look(self) -> None:
        """Let the daemon see that its clock was set."""
        assert self.process is not None
        time.sleep(0.2)
        self.process.send_signal(signal.SIGHUP)

    def settle(self) -> None:
        """Wait until nothing has been running for a second."""
        deadline, quiet = time.monotonic() + _PATIENCE, 0
        while quiet < 10:
            assert self.process is not None
            if self.process.poll() is not None:
                raise SystemExit(f"the daemon ended with {self.process.returncode}:\n{self._log.read_text()[-2000:]}")
            if time.monotonic() > deadline:
                raise SystemExit("the daemon did not come to rest")
            running = self.visits()
            quiet = 0 if running else quiet + 1
            self.peak = max([self.peak, *map(_resident, running)])
            time.sleep(0.1)

    def wait_for_visit(self) -> psutil.Process | None:
        """A visit that has worked for a moment."""
        for _ in range(50):
            if running := self.visits():
                time.sleep(1.5)
                return running[0]
            time.sleep(0.1)
        return None


def _resident(process: psutil.Process) -> float:
    total = 0
    with suppress(psutil.NoSuchProcess):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += one.memory_info().rss
    return total / 2**20
