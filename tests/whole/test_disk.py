"""Five kinds of trouble with a disk: each ends in one clear line, nothing is lost, and the next run goes on."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import pytest

from crawler.archive.database.engine import BUSY_SECONDS
from tests.crawling import Home, scrapy
from tests.disks import small_disk
from tests.killing import Town, at_a_random_moment, crawling, faults, open_town

Trouble = Callable[[Path], object]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 24 MB."""
    with small_disk(tmp_path / "disk", 24) as place:
        yield place


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another program is in the middle of a transaction."""
    with sqlite3.connect(database, isolation_level=None, timeout=60) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    other.close()


def fill(place: Path) -> None:
    with (place / "ballast").open("wb") as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(64 * 1024))
            ballast.flush()


def told(home: Home, town: Town, trouble: Trouble, *, patience: float = 60) -> str:
    """The one line that a crawl ends with that meets the trouble after some pages."""
    log = home.folder.parent / "crawl.log"
    with crawling(home, log) as process:
        at_a_random_moment(town, Random(1), process, 1)
        at_a_random_moment(town, Random(1), process, 20)
        trouble(home.folder)
        assert process.wait(patience) == 1
    said = log.read_text()
    errors = [line for line in said.splitlines() if " ERROR: " in line]
    assert len(errors) == 1, said[-3000:]
    assert "Traceback" not in said
    return errors[0].partition(" ERROR: ")[2]


def goes_on(home: Home, town: Town) -> None:
    last = scrapy(home, "crawl", "news")
    assert last.returncode == 0, last.stderr[-3000:]
    assert faults(home, town) == []


def test_a_disk_that_fills_up(disk: Path) -> None:
    with open_town(disk, papers=2, articles=40, delay=0.02) as (town, home):
        line = told(home, town, fill)
        assert "make room" in line or "free some space" in line
        (disk / "ballast").unlink()
        goes_on(home, town)


def test_a_disk_that_can_only_be_read(disk: Path) -> None:
    with open_town(disk, papers=1, articles=5, delay=0) as (town, home):
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        crawl = scrapy(home, "crawl", "news", settings={"LOG_LEVEL": "WARNING"})
        assert crawl.returncode == 1
        (line,) = crawl.stderr.splitlines()
        assert f"{disk}" in line
        assert "Read-only file system" in line
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        goes_on(home, town)


def test_a_slow_disk_is_waited_for(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=2, articles=40, delay=0.02) as (town, home):
        log = tmp_path / "crawl.log"
        with crawling(home, log) as process:
            for _ in range(3):
                at_a_random_moment(town, Random(2), process, 15)
                with locked(tmp_path / "khobao.db"):
                    time.sleep(2)
            assert process.wait(60) == 0
        assert " ERROR: " not in log.read_text()
        assert faults(home, town) == []


def test_a_database_that_stays_locked(tmp_path: Path) -> None:
    with open_town(tmp_path / "home", papers=2, articles=40, delay=0.02) as (town, home):

        def hold(folder: Path) -> None:
            with locked(folder / "khobao.db"):
                time.sleep(BUSY_SECONDS + 3)

        assert "another program holds it locked: close that program" in told(home, town, hold)
        goes_on(home, town)


@pytest.mark.parametrize("name", ["khobao.db", "warc", "articles"])
def test_a_file_that_is_taken_away(tmp_path: Path, name: str) -> None:
    with open_town(tmp_path / "home", papers=2, articles=40, delay=0.02) as (town, home):
        line = told(home, town, lambda folder: (folder / name).rename(tmp_path / name))
        assert str(home.folder / name) in line
        assert "the file was moved or deleted while it was" in line
        assert not os.path.lexists(home.folder / name)
        (tmp_path / name).rename(home.folder / name)
        goes_on(home, town)
