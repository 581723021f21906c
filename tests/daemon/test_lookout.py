"""Alarms of the archive itself, raised by the real daemon and seen wherever they are to be seen."""

import json
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.crawling import ROOT, Home, khobao
from tests.daemon.test_daemon import daemon, once, wait_for, wait_for_line
from tests.disks import small_disk
from tests.killing import open_town
from tests.status.test_daemon import body
from tests.status.test_server import free_port

_TELL = """
import sys, time
said = sys.stdin.read()
time.sleep(1)
print(said, file=open({file!r}, "a"))
"""


@dataclass(frozen=True, slots=True)
class Clocked(Home):
    """A home whose commands live by another clock: so many seconds from the true one as its file says."""

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    def environment(self) -> dict[str, str]:
        paths = os.pathsep.join([str(ROOT / "bench" / "clock"), str(ROOT)])
        hook = f"{sys.executable} {self.folder / 'tell.py'}"
        mine = {"PYTHONPATH": paths, "SOAK_CLOCK": str(self.clock), "ALARM_COMMAND": hook}
        return {**Home.environment(self), **mine}

    def set_clock(self, hours: int) -> None:
        """At once: half a file would end what follows it."""
        unfinished = self.clock.with_suffix(".new")
        unfinished.write_text(str(hours * 3600))
        unfinished.replace(self.clock)

    def told(self) -> list[str]:
        file = self.folder / "told"
        return [json.loads(line)["kind"] for line in file.read_text().splitlines()] if file.exists() else []


def clocked(home: Home) -> Clocked:
    """With a slow command for its alarms."""
    found = Clocked(home.folder, home.sites, home.private_hosts)
    found.set_clock(0)
    (home.folder / "tell.py").write_text(_TELL.format(file=str(home.folder / "told")))
    return found


def shown(home: Home, port: int, kind: str) -> None:
    """The alarm stands in the report, in the metrics and on the page."""
    assert kind in khobao(home, "report").stdout.partition("Alarms")[2]
    wait_for(lambda: ("", kind, 1.0) in metrics(port))
    assert f"all papers: {kind}" in body(port, "/?lang=en")


def metrics(port: int) -> set[tuple[str, str, float]]:
    families = text_string_to_metric_families(body(port, "/metrics"))
    samples = (one for family in families if family.name == "khobao_alarms" for one in family.samples)
    return {(one.labels["site"], one.labels["kind"], one.value) for one in samples}


def test_visits_that_are_hours_late_are_told_and_when_they_are_made_it_is_over(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=1, articles=3, delay=0) as (_, found):
        home, port = clocked(found), free_port()
        with daemon(home, "--http", f"{port}", "--grace", "30") as process:
            wait_for_line(home, "bao-0 (feeds): found 3")
            home.set_clock(30)
            time.sleep(0.2)  # until the daemon's clock has followed
            process.send_signal(signal.SIGHUP)
            wait_for_line(home, "ALARM archive: lag since ")
            shown(home, port, "lag")
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        assert home.told() == ["lag"]
        home.set_clock(60)
        assert "alarm over: archive: lag" in once(home).log  # lateness counts from its own start
        assert home.told() == ["lag", "lag"]
        assert "Alarms" not in khobao(home, "report").stdout


def test_a_disk_that_fills_is_told_and_when_there_is_room_it_is_over(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 64) as disk, open_town(disk, papers=1, articles=3, delay=0) as (_, found):
        home, port, ballast = clocked(found), free_port(), disk / "ballast"
        ballast.write_bytes(bytes(40 << 20))
        with daemon(home, "--http", f"{port}", "--grace", "30") as process:
            wait_for_line(home, "ALARM archive: disk since ")
            process.send_signal(signal.SIGTERM)  # its command takes a second
            assert process.wait(60) == 0
        assert home.told() == ["disk"]
        with daemon(home, "--http", f"{port}") as process:
            shown(home, port, "disk")
        ballast.unlink()
        home.set_clock(30)
        assert "alarm over: archive: disk" in once(home).log
        assert "Alarms" not in khobao(home, "report").stdout
