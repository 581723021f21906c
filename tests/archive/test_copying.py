"""An archive moved from one database to another says the same there, to the byte."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive, copy_database, schema_of
from crawler.errors import ArchiveUnusable, Reason
from crawler.frontier import Frontier, Offered
from crawler.items import Failure
from tests.archive.making import address, fingerprinted
from tests.crawling import ROOT


def fill(url: str, folder: Path) -> None:
    """Something in most tables: revisions, a refusal, pages to fetch, a visit."""
    with Archive.open(url, folder) as archive:
        archive.store_many([fingerprinted(number) for number in range(30)])
        archive.store_many([fingerprinted(3, text="Bài này nay đã viết lại từ đầu.")])
        archive.fail(Failure(address(99), "bao-thu", Reason.HTTP, "404 không có", datetime.now(UTC)))
        archive.begin_visit("bao-thu", ["feeds"])
        archive.end_visit("bao-thu", ["feeds"])
        Frontier(archive.database, "crawl").offer([Offered(address(50), (address(50),), "bao-thu", "feed")])


def said(url: str, folder: Path) -> list[object]:
    with Archive.open(url, folder, write=False) as archive:
        found = [(one.file, one.article, one.fetched_at, one.verdict) for one in archive.exported(revisions=True)]
        return [*found, *archive.failures(), *archive.search("cang ca", limit=5)]


@pytest.mark.parametrize("way", ["there", "back"])
def test_a_copy_says_what_its_source_says(way: str, postgres_url: str, tmp_path: Path) -> None:
    sqlite = f"sqlite:///{tmp_path / 'khobao.db'}"
    source, target = (sqlite, postgres_url) if way == "there" else (postgres_url, sqlite)
    fill(source, tmp_path)
    told: list[tuple[str, int, int]] = []
    copied = copy_database(source, target, lambda *step: told.append(step))
    assert copied["articles"] == 30
    assert copied["revisions"] == 31
    assert copied["frontier"] == 1
    assert ("articles", 30, 30) in told
    assert said(target, tmp_path) == said(source, tmp_path)
    with Archive.open(target, tmp_path) as archive:
        assert list(archive.verify()) == []
        archive.store_many([fingerprinted(31)])


def test_a_target_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    first, second = (f"sqlite:///{tmp_path / name}" for name in ("a.db", "b.db"))
    fill(first, tmp_path / "a")
    fill(second, tmp_path / "b")
    before = said(second, tmp_path / "b")
    with pytest.raises(ArchiveUnusable, match="something in it already"):
        copy_database(first, second, lambda *_: None)
    assert said(second, tmp_path / "b") == before


def test_a_copy_that_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    first, second = (f"sqlite:///{tmp_path / name}" for name in ("a.db", "b.db"))
    fill(first, tmp_path)

    def interrupt(table: str, rows: int, _total: int) -> None:
        if table == "articles" and rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_database(first, second, interrupt)
    copy_database(first, second, lambda *_: None)
    assert said(second, tmp_path) == said(first, tmp_path)


def test_the_commands(tmp_path: Path) -> None:
    first, second = (f"sqlite:///{tmp_path / name}" for name in ("a.db", "b.db"))
    fill(first, tmp_path)

    def khobao(*arguments: str, url: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "DATABASE_URL": url, "ARCHIVE_DIR": str(tmp_path)}
        command = [sys.executable, "-m", "crawler.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert "nothing to do" in khobao("db", "upgrade", url=first).stdout
    done = khobao("db", "copy", "--to", second, url=first)
    assert done.returncode == 0, done.stderr
    assert "articles: 30 of 30 rows" in done.stderr
    assert "copied and compared" in done.stdout
    assert schema_of(second) == schema_of(first)
    again = khobao("db", "copy", "--to", second, url=first)
    assert (again.returncode, len(again.stderr.splitlines())) == (1, 1)
    nowhere = khobao("db", "upgrade", url=f"sqlite:///{tmp_path / 'none.db'}")
    assert (nowhere.returncode, len(nowhere.stderr.splitlines())) == (1, 1)
    assert not (tmp_path / "none.db").exists()
