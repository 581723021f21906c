"""A month of the daemon in minutes: its clock runs ahead, papers print, everything that can fail fails.

    make bench-soak        (python -m bench.soak [DAYS])

The real `khobao daemon` over the bundled press and three papers that print six articles a day, on SQLite; then a third
of the days on a PostgreSQL server that stops. The clock of all processes is another one (bench/clock); it is set
forward, eight hours at a time, when the daemon has done what was due. Root may mount the disk of 400 MB that is filled.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import psutil

from bench.soaktown import SoakTown, open_soak_town
from crawler.archive import Archive
from crawler.dates import VIETNAM
from tests import postgres
from tests.crawling import ROOT, Home, khobao_command
from tests.killing import unsound

START = datetime(2025, 10, 25, tzinfo=VIETNAM)
STEPS = 3  # a day
STEP = timedelta(days=1) / STEPS
EVERY = timedelta(hours=4)  # an article of each of the papers that print daily
PATIENCE = 180.0  # seconds within which the daemon has done what is due

Trouble = Callable[["Soak"], None]


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
        status, deadline = Path(f"/proc/{self.process.pid}/status"), time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
            if int(caught.split()[1], 16) & 1 << (signal.SIGHUP - 1):
                return
            time.sleep(0.1)

    def end(self, how: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait(PATIENCE)

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
        deadline, quiet = time.monotonic() + PATIENCE, 0
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
    heads = f"{'daemon MiB':>10} {'visit MiB':>9} {'files':>5} {'WARC':>4}"
    print(f"\n{title}\n{'day':>3} {'printed':>7} {'archived':>8} {heads}  trouble")
    soak.set_clock(START)
    soak.start()
    try:
        for day in range(1, days + 1):
            soak.peak = 0.0
            _day(soak, troubles.get(day))
            print(_line(soak, day, troubles.get(day)), flush=True)
        for _ in range(STEPS):  # a paper of few articles is visited daily: what it printed last is not lost yet
            soak.set_clock(soak.now + STEP)
            soak.look()
            soak.settle()
        soak.end(signal.SIGTERM)
    finally:
        if soak.process is not None and soak.process.poll() is None:
            soak.process.kill()
    _verdict(soak)


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


def kill_the_daemon(soak: Soak) -> None:
    """Kill -9; its visits go on until the next one ends them."""
    soak.wait_for_visit()
    soak.end(signal.SIGKILL)
    soak.start()


def kill_a_visit(soak: Soak) -> None:
    """Kill -9, with its workers."""
    if (visit := soak.wait_for_visit()) is not None:
        with suppress(ProcessLookupError):
            os.killpg(visit.pid, signal.SIGKILL)


def restart(soak: Soak) -> None:
    """SIGTERM in the middle of a visit."""
    soak.wait_for_visit()
    soak.end(signal.SIGTERM)
    soak.start()


def fill_the_disk(soak: Soak) -> None:
    """No byte is left while visits run; then there is room again."""
    soak.wait_for_visit()
    ballast = soak.home.folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.tell() < 2**29:
            file.write(bytes(2**16))
    soak.settle()
    ballast.unlink()
    time.sleep(16)  # longer than the daemon waits before it tries again


def set_the_clock_back(soak: Soak) -> None:
    """Five hours back, and after a while forward again."""
    now = soak.now
    soak.set_clock(now - timedelta(hours=5))
    soak.look()
    soak.settle()
    soak.set_clock(now)
    soak.look()


def break_a_site_file(soak: Soak) -> None:
    """One with a mistake, then as it was; another one away for a while."""
    broken, away = sorted(soak.home.sites.glob("*.toml"))[:2]
    texts = {file: file.read_text(encoding="utf-8") for file in (broken, away)}
    broken.write_text("id = [", encoding="utf-8")
    away.unlink()
    soak.look()
    soak.settle()
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
    soak.look()


def lock_the_database(soak: Soak) -> None:
    """Another program writes for twenty seconds."""
    with closing(sqlite3.connect(soak.home.folder / "khobao.db", isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(20)
        other.execute("ROLLBACK")


def stop_the_server(soak: Soak) -> None:
    """At once, in the middle of a visit; it is back after half a minute."""
    assert soak.server is not None
    soak.wait_for_visit()
    soak.server.stop_at_once()
    time.sleep(30)
    soak.server.start()
    time.sleep(16)


def _line(soak: Soak, day: int, trouble: Trouble | None) -> str:
    files = sum(1 for _ in (soak.home.folder / "daemon").iterdir())
    warcs = sum(1 for _ in (soak.home.folder / "warc").iterdir())
    said = trouble.__name__.replace("_", " ") if trouble else ""
    memory = f"{soak.lives[-1][-1]:10.1f} {soak.peak:9.0f}"
    return f"{day:3} {len(soak.town.articles):7} {len(_archived(soak)):8} {memory} {files:5} {warcs:4}  {said}"


def _verdict(soak: Soak) -> None:
    times = _archived(soak)
    lost, twice = soak.town.articles - times.keys(), [url for url, number in times.items() if number > 1]
    life = max(soak.lives, key=len)
    growth = life[-1] / life[min(2, len(life) - 1)] - 1
    print(f"lost {len(lost)}, twice {len(twice)}; the daemon that ran longest ({len(life)} days) grew by {growth:+.1%}")
    print(*sorted(lost)[:10], *twice[:10], sep="\n", end="\n" if lost or twice else "")
    print(*(unsound(soak.home) or ["khobao verify and warcio check: clean"]), sep="\n")


def _archived(soak: Soak) -> Counter[str]:
    with Archive.open(soak.home.database_url, soak.home.folder, write=False) as archive:
        return Counter(one.article.canonical_url for one in archive.exported())


def _resident(process: psutil.Process) -> float:
    total = 0
    with suppress(psutil.NoSuchProcess):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += one.memory_info().rss
    return total / 2**20


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


ON_SQLITE: Mapping[int, Trouble] = {
    2: kill_the_daemon,
    3: kill_a_visit,
    4: kill_the_daemon,
    5: restart,
    6: fill_the_disk,
    8: set_the_clock_back,
    10: break_a_site_file,
    12: lock_the_database,
    15: kill_a_visit,
    18: fill_the_disk,
    20: kill_a_visit,
    26: kill_the_daemon,
    28: restart,
}
ON_POSTGRES: Mapping[int, Trouble] = {2: stop_the_server, 4: kill_the_daemon, 6: stop_the_server, 8: kill_a_visit}


if __name__ == "__main__":
    main()
