"""Trouble at the start and in the middle: one clear line, a status that tells, and nothing lost."""

import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive import Archive
from tests.crawling import ROOT, Home, scrapy, scrapy_command
from tests.press.server import Press, serve_press
from tests.press.truth import load_articles


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve_press() as press:
        yield press


@pytest.fixture
def home(press: Press, tmp_path: Path) -> Home:
    """A home whose papers are slow enough to be interrupted."""
    for file in press.write_sites(tmp_path / "sites"):
        file.write_text(re.sub(r"(?m)^delay = .*$", "delay = 0.4", file.read_text()))
    return Home(tmp_path, tmp_path / "sites", press.private_hosts)


def refused(home: Home, *arguments: str, settings: dict[str, object] | None = None) -> str:
    """The one line that a crawl which must not start says."""
    crawl = scrapy(home, "crawl", *arguments, settings={"LOG_LEVEL": "WARNING", **(settings or {})})
    assert crawl.returncode == 1
    (line,) = crawl.stderr.strip().splitlines()
    return line


def test_a_typo_in_a_site_file_is_named_with_file_key_and_line(home: Home) -> None:
    file = home.sites / "dongbang.toml"
    file.write_text(file.read_text().replace("feeds =", "feedz ="))
    line_number = (
        file.read_text()
        .splitlines()
        .index(next(line for line in file.read_text().splitlines() if line.startswith("feedz")))
    )
    assert f"{file}:{line_number + 1}: feedz" in refused(home, "news")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["news", "-a", "site=dongbnag"], "did you mean dongbang"),
        (["news", "-a", "site=nowhere.toml"], "nowhere.toml"),
        (["news", "-a", "since=2025-13-01"], "2025-13-01"),
        (["news", "-a", "via=rss"], "feeds, sitemaps, sections"),
        (["urls", "-a", "file=nowhere.txt"], "nowhere.txt"),
        (["urls"], "-a file="),
    ],
)
def test_a_bad_argument_is_one_line(home: Home, arguments: list[str], said: str) -> None:
    assert said in refused(home, *arguments)


def test_places_that_cannot_be_written_are_one_line(home: Home) -> None:
    assert "/proc/nowhere" in refused(home, "news", settings={"ARCHIVE_DIR": "/proc/nowhere"})
    assert "/proc/nowhere" in refused(home, "news", settings={"DATABASE_URL": "sqlite:////proc/nowhere/k.db"})


def test_a_database_from_a_newer_version_is_left_alone(home: Home) -> None:
    Archive.open(home.database_url, home.folder).close()
    with sqlite3.connect(home.folder / "khobao.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999_future'")
    assert "newer" in refused(home, "news")


def test_a_second_crawl_on_one_sqlite_file_waits_for_nobody_and_harms_nobody(home: Home) -> None:
    for file in home.sites.glob("*.toml"):
        file.write_text(file.read_text().replace("delay = 0.4", "delay = 3.0"))
    first = _start(home)
    try:
        _wait_for_articles(home, 3)
        assert str(first.pid) in refused(home, "news")
        first.send_signal(signal.SIGINT)
        assert first.wait(60) == 0
    finally:
        first.kill()


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_loses_nothing_and_the_next_run_goes_on(home: Home, times: int) -> None:
    crawl = _start(home)
    try:
        before = _wait_for_articles(home, 25)  # page one of a section is done, page two is not
        for _ in range(times):
            crawl.send_signal(signal.SIGINT)
            time.sleep(0.3)
        crawl.wait(10 if times == 2 else 60)
    finally:
        crawl.kill()
    assert before <= _articles(home) < len(load_articles())
    fast = {"LOG_LEVEL": "WARNING"}
    for file in home.sites.glob("*.toml"):
        file.write_text(file.read_text().replace("delay = 0.4", "delay = 0.0"))
    again = scrapy(home, "crawl", "news", settings=fast)
    assert again.returncode == 0, again.stderr
    assert _articles(home) == len(load_articles())


def _start(home: Home) -> subprocess.Popen[bytes]:
    command = scrapy_command("crawl", "news", settings={"LOG_LEVEL": "WARNING"})
    return subprocess.Popen(command, cwd=ROOT, env=home.environment(), stderr=subprocess.DEVNULL)


def _wait_for_articles(home: Home, number: int) -> int:
    for _ in range(300):
        if (home.folder / "khobao.db").exists() and (found := _articles(home)) >= number:
            return found
        time.sleep(0.1)
    raise TimeoutError(f"no {number} articles within 30 s")


def _articles(home: Home) -> int:
    return len(list((home.folder / "articles").glob("*/*/*/*.txt")))
