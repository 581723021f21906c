"""What the daemon writes for people stays bounded: its own log, and those of its visits."""

import asyncio
import sys
from pathlib import Path

import pytest

from crawler.daemon import visit
from tests.daemon.test_daemon import once
from tests.killing import open_town

_MIB = 1024 * 1024
_CHATTY = "import time\nfor _ in range(40): print('x' * 512 * 1024, flush=True); time.sleep(0.1)"


def test_the_log_is_rotated_at_ten_mebibytes_and_six_files_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "khobao.log"
    log.write_bytes(b"x" * (10 * _MIB - 20))
    for number in range(1, 6):
        (tmp_path / f"khobao.log.{number}").write_text(f"{number}")
    with open_town(tmp_path, papers=1, articles=2, delay=0) as (_, home):
        done = once(home, "--log", str(log))
    assert (done.status, done.log) == (0, "")
    assert "bao-0 (feeds): found 2, archived 2, failures 0" in log.read_text()
    assert log.stat().st_size < _MIB
    assert (tmp_path / "khobao.log.1").stat().st_size > 9 * _MIB
    assert [(tmp_path / f"khobao.log.{number}").read_text() for number in range(2, 6)] == ["1", "2", "3", "4"]
    assert not (tmp_path / "khobao.log.6").exists()


def test_a_log_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=1, articles=1, delay=0) as (town, home):
        done = once(home, "--log", str(tmp_path / "nowhere" / "khobao.log"))
    assert done.status == 1
    assert done.log.strip().endswith("nowhere/khobao.log: cannot write this log: No such file or directory")
    assert town.hits == 0


def test_the_log_of_a_visit_is_cut_and_those_of_old_visits_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "daemon"
    folder.mkdir()
    for number in range(60):
        (folder / f"old-{number:02}.log").write_text("")
    monkeypatch.setattr(visit, "_command", lambda *_: [sys.executable, "-c", _CHATTY])  # writes 20 MiB in 4 seconds
    sizes: list[int] = []

    def others_wait() -> bool:
        sizes.append(max(log.stat().st_size for log in folder.glob("*.log")))
        return False

    limits = visit.Limits(seconds=60, grace=1, memory=1 << 30, pages=1, turn=0)
    calls = visit.Calls(stopping=lambda: False, others_wait=others_wait)
    result = asyncio.run(visit.visit(visit.Order(["bao-0"], [], recheck=False), limits, folder, calls))
    assert result.outcome.startswith("crashed with status 0")  # it has left no figures
    assert len(list(folder.glob("*.log"))) == 51
    assert sum(log.stat().st_size for log in folder.glob("*.log")) < 10 * _MIB
    assert 0 < max(sizes) < 10 * _MIB
