"""Whatever goes wrong below ends in one line that says what, where and what to do; nothing archived is lost."""

import os
import pwd
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from crawler.archive import Archive, Stored
from crawler.archive.database import engine
from crawler.archive.database.trouble import explained
from crawler.archive.filing.filed import Filed
from crawler.archive.filing.files import Filing
from crawler.errors import ArchiveUnusable
from tests.archive.making import address, article, fingerprint, fingerprinted, page
from tests.postgres import own_server


def one_line(unusable: "pytest.ExceptionInfo[ArchiveUnusable]") -> str:
    line = str(unusable.value)
    assert "\n" not in line
    return line


@contextmanager
def no_room(kilobytes: int) -> Iterator[None]:
    """No file may grow beyond this size: what a full disk does to SQLite, on any machine."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """Root may write anywhere: be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    for part in (folder, *folder.parents[:3]):
        part.chmod(part.stat().st_mode | 0o055)
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_full_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/khobao.db"
    stored: list[Stored] = []
    with Archive.open(url, tmp_path) as archive, no_room(kilobytes=2500):
        with pytest.raises(ArchiveUnusable) as unusable:
            stored.extend(archive.store_many([fingerprinted(number)])[0] for number in range(10_000))
        assert one_line(unusable) == (
            f"database {tmp_path}/khobao.db: the disk is full or failed: free some space and run the same command again"
        )
    with Archive.open(url, tmp_path) as archive:
        assert archive.store_many([fingerprinted(20_000)])[0].outcome == "new"
        found = list(archive.exported())
    assert len(stored) > 20
    assert len(found) == len(stored) + 1
    assert all((tmp_path / "articles" / out.file).read_text() for out in found)


def test_a_full_disk_of_the_article_files(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    filed = Filed(tmp_path / "articles")
    with pytest.raises(ArchiveUnusable) as unusable, explained("any"), no_room(kilobytes=0):
        filed.write([Filing(1, "baomoi/2025/11/001_0.txt", "thân bài", None)])
    assert one_line(unusable).startswith(f"{tmp_path}/articles: File too large: check the disk's space")


def test_a_folder_without_permission_to_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/khobao.db"
    Archive.open(url, tmp_path).close()
    with unprivileged(tmp_path):
        with pytest.raises(ArchiveUnusable) as unusable:
            Archive.open(url, tmp_path)
        assert one_line(unusable).startswith(f"folder {tmp_path}/articles cannot be written (Permission denied): check")


def test_a_database_without_permission_to_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/khobao.db"
    Archive.open(url, tmp_path).close()
    (tmp_path / "khobao.db").chmod(0o444)
    (tmp_path / "khobao.db.lock").chmod(0o666)
    (tmp_path / "articles").chmod(0o777)
    tmp_path.chmod(0o777)
    with unprivileged(tmp_path):
        with pytest.raises(ArchiveUnusable) as unusable:
            Archive.open(url, tmp_path)
        assert one_line(unusable) == (
            f"database {tmp_path}/khobao.db: it cannot be written: check the permissions of the file and of its folder"
        )


def test_a_lock_file_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "khobao.db.lock").mkdir()
    with pytest.raises(ArchiveUnusable) as unusable:
        Archive.open(f"sqlite:///{tmp_path}/khobao.db", tmp_path)
    assert one_line(unusable).startswith(f"lock file {tmp_path}/khobao.db.lock cannot be used (Is a directory): check")


def test_a_lock_file_that_cannot_be_written_is_let_go(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/khobao.db"
    with no_room(kilobytes=0), pytest.raises(ArchiveUnusable) as unusable:
        Archive.open(url, tmp_path)
    assert one_line(unusable).startswith(f"lock file {tmp_path}/khobao.db.lock cannot be used (File too large): check")
    Archive.open(url, tmp_path).close()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveUnusable) as unusable:
        Archive.open(f"sqlite:///{tmp_path}/khobao.db", tmp_path / "file")
    assert one_line(unusable).startswith(f"folder {tmp_path}/file/articles cannot be written (Not a directory): check")


def test_a_database_that_another_program_holds_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    with Archive.open(f"sqlite:///{tmp_path}/khobao.db", tmp_path) as archive:
        archive.store_many([fingerprinted(1)])
        with other_writer(tmp_path / "khobao.db"), pytest.raises(ArchiveUnusable) as unusable:
            archive.store_many([fingerprinted(2)])
        assert "another program holds it locked: close that program" in one_line(unusable)
        archive.store_many([fingerprinted(2)])
        assert len(list(archive.exported())) == 2


def test_a_database_file_that_is_taken_away(tmp_path: Path) -> None:
    with Archive.open(f"sqlite:///{tmp_path}/khobao.db", tmp_path) as archive:
        (tmp_path / "khobao.db").rename(tmp_path / "away.db")
        with pytest.raises(ArchiveUnusable) as unusable:
            archive.store_many([fingerprinted(1)])
        assert "khobao.db: the file was moved or deleted while it was in use: put it back" in one_line(unusable)
        (tmp_path / "away.db").rename(tmp_path / "khobao.db")
        assert archive.store_many([fingerprinted(1)])[0].outcome == "new"


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "khobao.db").write_text("Đây không phải cơ sở dữ liệu. " * 100)
    with pytest.raises(ArchiveUnusable) as unusable:
        Archive.open(f"sqlite:///{tmp_path}/khobao.db", tmp_path)
    assert one_line(unusable) == (
        f"database {tmp_path}/khobao.db: this is no SQLite database: name another file in DATABASE_URL"
    )


def test_a_damaged_database(tmp_path: Path) -> None:
    file = tmp_path / "khobao.db"
    with Archive.open(f"sqlite:///{file}", tmp_path) as archive:
        archive.store_many([fingerprinted(number) for number in range(200)])
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    with pytest.raises(ArchiveUnusable, match="it is damaged: restore a copy"):
        Archive.open(f"sqlite:///{file}", tmp_path)


@pytest.mark.parametrize("url", ["khobao.db", "mysql://localhost/khobao", "sqlite://", "sqlite:///:memory:", ""])
def test_addresses_that_name_no_archive(tmp_path: Path, url: str) -> None:
    with pytest.raises(ArchiveUnusable, match=r"^DATABASE_URL .* cannot be used: write sqlite:///path"):
        Archive.open(url, tmp_path)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://an:matkhau@localhost/khobao", "of scheme mysql"),
        ("postgresql://an:matkhau@localhost:cong/khobao", "of scheme postgresql"),
        ("://an:matkhau@localhost/khobao", "without a scheme"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_by_its_scheme_alone(tmp_path: Path, url: str, told: str) -> None:
    with pytest.raises(ArchiveUnusable) as unusable:
        Archive.open(url, tmp_path)
    assert one_line(unusable).startswith(f"DATABASE_URL {told} cannot be used: write sqlite:///path")
    assert "matkhau" not in one_line(unusable)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://an:matkhau@127.0.0.1:1/khobao",
        "postgresql://an@127.0.0.1:1/khobao?password=matkhau&sslpassword=matkhau",
    ],
)
def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(ArchiveUnusable) as unusable:
        Archive.open(url, tmp_path)
    assert "127.0.0.1:1/khobao" in one_line(unusable)
    assert "check that its server runs" in one_line(unusable)
    assert "matkhau" not in one_line(unusable)


def test_a_server_that_drops_its_connections(postgres_url: str, tmp_path: Path) -> None:
    with Archive.open(postgres_url, tmp_path) as archive:
        archive.store_many([fingerprinted(1)])
        stream = archive.exported()
        with psycopg.connect(postgres_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert archive.store_many([fingerprinted(2)])[0].outcome == "new"
        assert len(list(stream)) == 2


def test_one_value_that_no_database_takes_costs_only_itself(archive: Archive) -> None:
    early = replace(article(1), published_at=datetime.min.replace(tzinfo=timezone(timedelta(hours=7))))
    with pytest.raises(OverflowError):
        archive.store(page(1), early, fingerprint(1))
    naive = replace(page(1), fetched_at=datetime(2025, 1, 1))  # noqa: DTZ001 - the wrong kind of time is the point
    with pytest.raises(Exception, match="aware times only"):
        archive.store(naive, article(1), fingerprint(1))
    assert archive.store(page(1), article(1), fingerprint(1)).outcome == "new"


@contextmanager
def other_writer(file: Path) -> Iterator[None]:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


def test_a_server_that_was_restarted_between_two_calls_is_asked_again(tmp_path: Path) -> None:
    with own_server() as server, Archive.open(server.url, tmp_path) as archive:
        archive.store_many([fingerprinted(1)])
        server.stop()
        server.start()
        assert archive.known([address(1)]) == {address(1)}
        server.stop_at_once()
        server.start()
        assert archive.store_many([fingerprinted(2)])[0].outcome == "new"


def test_a_postgresql_database_that_does_not_hold_every_letter(postgres_server: str, tmp_path: Path) -> None:
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute("CREATE DATABASE ascii_only ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(ArchiveUnusable) as unusable:
            Archive.open(str(make_url(postgres_server).set(database="ascii_only")), tmp_path)
        assert one_line(unusable).startswith("database ascii_only: its encoding is SQL_ASCII, which")
    finally:
        with psycopg.connect(postgres_server, autocommit=True) as server:
            server.execute("DROP DATABASE ascii_only WITH (FORCE)")
