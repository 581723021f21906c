"""Everything that can fail: each trouble happens in the middle of a day, and is over when it returns."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from datetime import timedelta

from bench.soak.running import Soak

Trouble = Callable[[Soak], None]


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
