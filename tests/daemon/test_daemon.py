"""The real daemon, as its own process, against papers on loopback."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from crawler.archive import Archive, Keeper
from tests import postgres
from tests.crawling import ROOT, Home, khobao, khobao_command, scrapy
from tests.killing import Town, faults, open_town
from tests.spiders.town import Answer

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Ended:
    status: int
    log: str


@contextmanager
def daemon(home: Home, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A running `khobao daemon`; its log is daemon.log in the home."""
    with (home.folder / "daemon.log").open("ab") as log:
        process = subprocess.Popen(
            khobao_command("daemon", *arguments), cwd=ROOT, env=home.environment(), stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        for child in children(process):
            child.kill()
        process.kill()
        process.wait()


def children(process: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    try:
        found: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def wait_for_hits(town: Town, hits: int) -> None:
    wait_for(lambda: town.hits >= hits)


def wait_for_line(home: Home, part: str) -> None:
    wait_for(lambda: part in (home.folder / "daemon.log").read_text())


def once(home: Home, *arguments: str) -> Ended:
    done = khobao(home, "daemon", "--once", *arguments)
    return Ended(done.returncode, done.stdout + done.stderr)


def schedule(home: Home) -> dict[tuple[str, str], tuple[str, int]]:
    """Of sites with one feed."""
    with Keeper(home.database_url, home.folder) as keeper:
        return {(row.site, row.way): (row.outcome, row.troubles) for row in keeper.planned()}


def archived(home: Home) -> int:
    with Archive.open(home.database_url, home.folder, write=False) as archive:
        return sum(1 for _ in archive.exported())


def test_once_archives_what_is_due_and_plans_the_next_visits(tmp_path: Path, postgres_url: str) -> None:
    for name, url in (("sqlite", ""), ("postgres", postgres_url)):
        folder = tmp_path / name
        folder.mkdir()
        with open_town(folder, papers=2, articles=6, delay=0) as (town, found):
            home = replace(found, postgres_url=url)
            done = once(home)
            assert done.status == 0, done.log
            assert faults(home, town) == []
            for site in ("bao-0", "bao-1"):
                assert f"{site} (feeds): found 6, archived 6, failures 0" in done.log
                assert f"{site} (sitemaps): found 0, archived 0, failures 0" in done.log
            assert schedule(home)["bao-1", "sitemaps"] == ("done", 0)
            hits = town.hits
            again = once(home)
            assert (again.status, town.hits) == (0, hits), again.log  # nothing is due within two minutes


def test_a_second_daemon_is_refused_in_one_line(tmp_path: Path, database_url: str) -> None:
    with open_town(tmp_path, papers=1, articles=2, delay=0) as (_, found):
        home = replace(found, postgres_url="" if database_url.startswith("sqlite") else database_url)
        with Keeper(home.database_url, tmp_path):
            done = once(home)
        assert done.status == 1
        assert done.log.count("\n") == 1
        assert str(os.getpid()) in done.log
        assert "is its daemon already: stop that one first" in done.log


def test_sigterm_ends_a_visit_within_its_grace_and_the_next_one_finishes(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=1, articles=16, delay=0.1) as (town, home):
        with daemon(home, "--grace", "20") as process:
            wait_for_hits(town, 6)
            process.send_signal(signal.SIGTERM)
            assert process.wait(25) == 0
            assert not children(process)
        assert 0 < archived(home) < 16
        done = once(home)
        assert done.status == 0, done.log
        assert faults(home, town) == []


def test_a_crawl_that_hangs_is_killed_by_its_time_limit_and_noted(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=1, articles=2, delay=0) as (town, home):
        town.houses[0].routes["/rss"] = Answer(b"x" * 1000, drip=0.5)
        done = once(home, "--visit-seconds", "5", "--grace", "1")
        assert done.status == 1, done.log
        assert "killed: cut off at its time limit of 5 s, and it did not end within 1 s" in done.log
        outcome, troubles = schedule(home)["bao-0", "feeds"]
        assert outcome.startswith("killed: ")
        assert troubles == 1


def test_what_a_killed_daemon_left_is_ended_and_done_again(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=1, articles=16, delay=0.15) as (town, home):
        with daemon(home) as process:
            wait_for_hits(town, 6)
            left = children(process)
            process.kill()
            process.wait()
            assert any(child.is_running() for child in left)
            done = once(home, "--grace", "20")
        assert done.status == 0, done.log
        assert "the last daemon was killed: ended 1 visits" in done.log
        assert faults(home, town) == []


def test_a_server_that_goes_away_is_waited_for_and_nothing_is_lost(tmp_path: Path) -> None:
    with postgres.own_server() as server, open_town(tmp_path, papers=1, articles=16, delay=0.15) as (town, found):
        home = replace(found, postgres_url=server.url)
        with daemon(home, "--grace", "20") as process:
            wait_for_hits(town, 6)
            server.stop_at_once()
            wait_for_line(home, "tried again in 15 s")
            time.sleep(1)
            assert process.poll() is None
            server.start()
            process.send_signal(signal.SIGTERM)
            assert process.wait(25) == 0
        assert "Traceback" not in (home.folder / "daemon.log").read_text()
        assert schedule(home)["bao-0", "feeds"][1] == 1  # noted as soon as the server was there
        done = scrapy(home, "crawl", "news")
        assert done.returncode == 0, done.stderr
        assert faults(home, town) == []


def test_a_visit_that_was_killed_is_made_again(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=1, articles=16, delay=0.15) as (town, home):
        with daemon(home) as process:
            wait_for_hits(town, 6)
            os.killpg(children(process)[0].pid, signal.SIGKILL)
            wait_for_line(home, "crashed with status -9")
            process.send_signal(signal.SIGTERM)
            assert process.wait(25) == 0
        assert schedule(home)["bao-0", "feeds"][1] == 1
        assert archived(home) < 16
        done = scrapy(home, "crawl", "news")
        assert done.returncode == 0, done.stderr
        assert faults(home, town) == []


def test_a_visit_that_cannot_be_run_is_told_and_postponed(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=1, articles=2, delay=0) as (town, home):
        full = home.folder / "daemon"
        full.mkdir()
        for number in range(51):  # old logs that cannot be removed stand for a disk that fails
            (full / f"{number}.log").mkdir()
        done = once(home)
        assert done.status == 1
        assert "could not run: " in done.log
        assert town.hits == 0
        assert schedule(home)["bao-0", "feeds"][1] == 1


@pytest.mark.parametrize("option", ["--processes=0", "--memory=x"])
def test_wrong_usage_is_refused(tmp_path: Path, option: str) -> None:
    done = once(Home(tmp_path, tmp_path, ""), option)
    assert done.status == 2
