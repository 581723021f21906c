"""A real PostgreSQL for the tests: the one that TEST_DATABASE_URL names, else Debian's, started for this run."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import psycopg

DEBIAN = Path("/usr/lib/postgresql")
START_SECONDS = 30


class Identity(TypedDict, total=False):
    """The user that a child process runs as."""

    user: int
    group: int
    extra_groups: list[int]


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which databases can be made. Raises RuntimeError when there is none to be had."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="khobao-pg-"))
    try:
        with _started(_binaries(), folder) as url:
            yield url
    finally:
        shutil.rmtree(folder)


@contextmanager
def database(server_url: str, name: str) -> Iterator[str]:
    """The address of an empty database on the server; dropped at the end."""
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0'.encode())
        try:
            yield _with_database(server_url, name)
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _binaries() -> Path:
    found = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("no PostgreSQL to test with: apt-get install postgresql, or set TEST_DATABASE_URL")
    return found[-1].parent


@contextmanager
def _started(binaries: Path, folder: Path) -> Iterator[str]:
    data = folder / "data"
    user = _unprivileged()
    shutil.chown(folder, user.pw_uid, user.pw_gid)
    initdb: list[str | Path] = [
        binaries / "initdb",
        "--pgdata",
        data,
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
    ]
    subprocess.run([*initdb, "--locale=C.UTF-8", "--no-sync"], check=True, capture_output=True, **_as(user))
    # fsync off: the tests stop the server, never the machine
    command: list[str | Path] = [
        binaries / "postgres",
        "-D",
        data,
        "-k",
        folder,
        "-c",
        "listen_addresses=",
        "-c",
        "fsync=off",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, **_as(user))
    try:
        url = f"postgresql://postgres@/postgres?host={folder}"
        _wait(url, process, folder / "log")
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(START_SECONDS)


def _unprivileged() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _as(user: pwd.struct_passwd) -> Identity:
    return Identity(user=user.pw_uid, group=user.pw_gid, extra_groups=[]) if os.geteuid() == 0 else Identity()


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from None
            time.sleep(0.05)
        else:
            return


def _with_database(server_url: str, name: str) -> str:
    head, question, options = server_url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{question}{options}"
