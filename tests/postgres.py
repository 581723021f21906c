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


class Server:
    """A server of our own below `folder`, to start, to stop and to pull the plug of."""

    def __init__(self, folder: Path) -> None:
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        self._folder = folder
        self._binaries = _binaries()
        self._user = _unprivileged()
        shutil.chown(folder, self._user.pw_uid, self._user.pw_gid)
        self._data = folder / "data"
        _make_cluster(self._binaries, self._data, self._user)

    def start(self) -> None:
        """Start it, after `stop_at_once` with recovery. Raises RuntimeError when it does not answer."""
        listening = ["-k", str(self._folder), "-c", "listen_addresses="]
        command = [str(self._binaries / "postgres"), "-D", str(self._data), *listening, "-c", "fsync=off"]
        with (self._folder / "log").open("ab") as log:  # fsync off: the tests stop the server, never the machine
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **_as(self._user))
        _wait(self.url, self._process, self._folder / "log")

    def stop(self) -> None:
        """Stop it as an administrator would, ending all sessions."""
        self._end(signal.SIGINT)

    def stop_at_once(self) -> None:
        """What `pg_ctl stop -m immediate` does: no session is told, the next start recovers."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        self._process.wait(START_SECONDS)


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which databases can be made. Raises RuntimeError when there is none to be had."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with own_server() as own:
        yield own.url


@contextmanager
def own_server() -> Iterator[Server]:
    """A running server that belongs to the caller. Raises RuntimeError when there is none to be had."""
    folder = Path(tempfile.mkdtemp(prefix="khobao-pg-"))
    try:
        own = Server(folder)
        own.start()
        try:
            yield own
        finally:
            own.stop()
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


def _make_cluster(binaries: Path, data: Path, user: pwd.struct_passwd) -> None:
    trust = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [str(binaries / "initdb"), "--pgdata", str(data), *trust]
    subprocess.run(command, check=True, capture_output=True, **_as(user))


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
