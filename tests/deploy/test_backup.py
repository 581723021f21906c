"""deploy/backup.sh while a crawl writes, and deploy/restore.sh into an empty place."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from crawler.archive import Archive
from tests import postgres
from tests.crawling import ROOT, Home, khobao, scrapy
from tests.daemon.test_daemon import wait_for_hits
from tests.killing import crawling, open_town


def run(script: str, home: Home, backup: Path) -> subprocess.CompletedProcess[str]:
    """A script of deploy/ as the systemd unit runs it, with this checkout's `khobao`."""
    environment = {**home.environment(), "BACKUP": str(backup), "KHOBAO": str(Path(sys.executable).with_name("khobao"))}
    command = [str(ROOT / "deploy" / script)]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def ids(home: Home) -> set[str]:
    with Archive.open(home.database_url, home.folder, write=False) as archive:
        return {one.article.url for one in archive.exported()}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_of_a_running_crawl_is_restored_whole(
    kind: str, tmp_path: Path, postgres_server: str, request: pytest.FixtureRequest
) -> None:
    live = tmp_path / "live"
    live.mkdir()
    with open_town(live, papers=1, articles=40, delay=0.05) as (town, found):
        url = request.getfixturevalue("postgres_url") if kind == "postgresql" else ""
        home = replace(found, postgres_url=url)
        scrapy(home, "crawl", "news", settings={"BUDGET_PAGES": 8})
        held = ids(home)
        hits = town.hits
        with crawling(home, tmp_path / "crawl.log"):
            wait_for_hits(town, hits + 10)
            done = run("backup.sh", home, tmp_path / "backup")
            assert done.returncode == 0, done.stderr
        with postgres.database(postgres_server, f"restored_{uuid4().hex}") as empty:
            place = tmp_path / "restored"
            place.mkdir()
            other = replace(home, folder=place, postgres_url=empty if url else "")
            restored = run("restore.sh", other, tmp_path / "backup")
            assert restored.returncode == 0, restored.stdout + restored.stderr
            assert held <= ids(other)
            assert khobao(other, "verify").returncode == 0
            assert len(list((place / "articles").rglob("*.txt"))) == len(ids(other))
            finished = scrapy(other, "crawl", "news")
            assert finished.returncode == 0, finished.stderr
            assert len(ids(other)) == 40


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_is_restored_over_an_archive_that_is_there(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if kind == "postgresql" else ""
    home = Home(tmp_path / "live", tmp_path / "sites", "", url)
    with Archive.open(home.database_url, home.folder):
        pass
    for place, held in ((tmp_path / "backup", b"older"), (home.folder, b"newer")):
        (place / "warc").mkdir(parents=True, exist_ok=True)
        (place / "warc" / "a.warc.gz").write_bytes(held)
        (place / "warc" / f"{held.decode()}.warc.gz").write_bytes(held)
    done = run("restore.sh", home, tmp_path / "backup")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "restore into an empty place; nothing was changed" in done.stderr
    assert {file.name: file.read_bytes() for file in (home.folder / "warc").iterdir()} == {
        "a.warc.gz": b"newer",
        "newer.warc.gz": b"newer",
    }


def test_what_cannot_be_backed_up_is_one_line(tmp_path: Path, postgres_url: str) -> None:
    (tmp_path / "there.db").write_bytes(b"mine")
    home = Home(tmp_path, tmp_path / "sites", "")
    for there, target, said in (
        (home, "copy.db", "there is no such file: set DATABASE_URL"),
        (replace(home, postgres_url=postgres_url), "copy.db", "pg_dump copies what lies on PostgreSQL"),
    ):
        done = khobao(there, "db", "backup", str(tmp_path / target))
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert said in done.stderr
    with Archive.open(home.database_url, tmp_path):
        pass
    for target, said in (
        ("there.db", "is there already; name another file"),
        ("no/copy.db", "no copy could be made of it"),
    ):
        done = khobao(home, "db", "backup", str(tmp_path / target))
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert said in done.stderr
    assert (tmp_path / "there.db").read_bytes() == b"mine"
    assert os.listdir(tmp_path).count("copy.db.part") == 0
