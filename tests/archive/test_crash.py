"""A writer killed at any moment leaves whole articles only, and the next one finishes their files."""

import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.archive.filing.files import filing
from tests.archive.making import NOON, address, article, fingerprint, page
from tests.archive.test_files import files

WRITER = """
import sys
from pathlib import Path
from crawler.archive import Archive
from tests.archive.making import fingerprinted

with Archive.open(sys.argv[1], Path(sys.argv[2])) as archive:
    for number in range(int(sys.argv[3]), sys.maxsize, 2):
        archive.store_many([fingerprinted(number), fingerprinted(number + 1)])
        print(number + 1, flush=True)
"""


def test_killed_writers_leave_nothing_torn(database_url: str, tmp_path: Path) -> None:
    told: list[int] = []
    chance = random.Random(6)
    for _ in range(4):
        told += _killed(database_url, tmp_path, start=10_000 * len(told), alive=chance.uniform(0.02, 0.2))
    with Archive.open(database_url, tmp_path) as archive:
        found = list(archive.exported())
    urls = {out.article.url for out in found}
    assert {address(number) for last in told for number in (last - 1, last)} <= urls
    assert all((address(number) in urls) == (address(number + 1) in urls) for number in range(0, 10**6, 2))
    assert sorted(out.number for out in found) == list(range(len(found)))
    expected = {filing(out.number, out.article, out.fetched_at) for out in found}
    assert files(tmp_path / "articles") == sorted(file.path for file in expected)
    assert all((tmp_path / "articles" / file.path).read_text() == file.content for file in expected)


def _killed(database_url: str, folder: Path, *, start: int, alive: float) -> list[int]:
    """Let a writer store for `alive` seconds after its first article, kill it; the numbers it said it had stored."""
    command = [sys.executable, "-c", WRITER, database_url, str(folder), str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(alive)
        writer.kill()
        rest = writer.stdout.read()
    return [int(line) for line in (first + rest).split()]


def test_a_file_that_a_crash_prevented_is_written_at_the_next_opening(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    crashing = """
import os, sys
from pathlib import Path
from crawler.archive import Archive
from crawler.archive.filing import filed
from tests.archive.making import fingerprinted
archive = Archive.open(sys.argv[1], Path(sys.argv[2]))
filed.write = lambda *_: os._exit(9)
archive.store_many([fingerprinted(1), fingerprinted(2)])
"""
    ended = subprocess.run([sys.executable, "-c", crashing, database_url, str(tmp_path)], check=False)
    assert ended.returncode == 9
    assert files(tmp_path / "articles") == []
    Archive.open(database_url, tmp_path).close()
    assert len(files(tmp_path / "articles")) == 2
    assert "wrote 2 article files" in caplog.text
    caplog.clear()
    Archive.open(database_url, tmp_path).close()
    assert caplog.text == ""


def test_a_batch_that_fails_leaves_nothing_to_be_filed_again(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        archive.store(page(1), article(1), fingerprint(1))
        with pytest.raises(ValueError, match="aware times only"):
            archive.store(replace(page(2), fetched_at=NOON.replace(tzinfo=None)), article(2), fingerprint(2))
    Archive.open(database_url, tmp_path).close()
    assert caplog.text == ""
