"""A month of the daemon in minutes: its clock runs ahead, papers print, everything that can fail fails.

    make bench-soak        (python -m bench.soak [DAYS])

The real `khobao daemon` over the bundled press and three papers that print six articles a day, on SQLite; then a third
of the days on a PostgreSQL server that stops. The clock of all processes is another one (bench/clock); it is set
forward, eight hours at a time, when the daemon has done what was due. Root may mount the disk of 400 MB that is filled.
"""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psutil

from bench.soak.running import START, Soak
from bench.soak.town import open_soak_town
from bench.soak.troubles import ON_POSTGRES, ON_SQLITE, Trouble
from bench.soak.verdict import HEADS, line, tell_verdict
from tests import postgres

STEPS = 3  # a day
STEP = timedelta(days=1) / STEPS
EVERY = timedelta(hours=4)  # an article of each of the papers that print daily


def main() -> None:
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    started = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        disk = stack.enter_context(_disk(folder / "disk"))
        town, home = stack.enter_context(open_soak_town(disk, START, with_press=True, papers=3, every=EVERY))
        _run(f"SQLite, {days} days", days, ON_SQLITE, Soak(home, town, folder / "clock"))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres.own_server())
        (folder / "home").mkdir()
        found = open_soak_town(folder / "home", START, with_press=False, papers=3, every=EVERY)
        town, alone = stack.enter_context(found)
        soak = Soak(replace(alone, postgres_url=server.url), town, folder / "clock", server)
        part = max(days // 3, 1)
        _run(f"PostgreSQL, {part} days", part, ON_POSTGRES, soak)
    print(f"\n{(time.monotonic() - started) / 60:.1f} minutes")


def _run(title: str, days: int, troubles: Mapping[int, Trouble], soak: Soak) -> None:
    print(f"\n{title}\n{HEADS}")
    soak.set_clock(START)
    soak.start()
    try:
        for day in range(1, days + 1):
            soak.peak = 0.0
            _day(soak, troubles.get(day))
            print(line(soak, day, troubles.get(day)), flush=True)
        for _ in range(STEPS):  # a paper of few articles is visited daily: what it printed last is not lost yet
            soak.set_clock(soak.now + STEP)
            soak.look()
            soak.settle()
        soak.end(signal.SIGTERM)
    finally:
        if soak.process is not None and soak.process.poll() is None:
            soak.process.kill()
    tell_verdict(soak)


def _day(soak: Soak, trouble: Trouble | None) -> None:
    for step in range(STEPS):
        soak.set_clock(soak.now + STEP)
        soak.town.print_until(soak.now)
        soak.look()
        if trouble is not None and step == 1:
            trouble(soak)
        soak.settle()
    assert soak.process is not None
    soak.lives[-1].append(psutil.Process(soak.process.pid).memory_info().rss / 2**20)


@contextmanager
def _disk(place: Path) -> Iterator[Path]:
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400m", "none", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        raise SystemExit("bench.soak fills a disk of its own: only root may mount one")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


if __name__ == "__main__":
    main()
