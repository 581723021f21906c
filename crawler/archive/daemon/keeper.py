"""The archive as the daemon sees it: its schedule, what arrived lately, and the right to be its only daemon."""

import os
import socket
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from crawler.alarms.house import House, findings
from crawler.alarms.judge import notices
from crawler.alarms.values import Alarm, Notice
from crawler.archive.archive import Archive
from crawler.archive.daemon import watch
from crawler.archive.daemon.schedule import Arrived, Planned, arrived_since, keep_schedule, next_number, read_schedule
from crawler.archive.database.engine import Database, parse_url, require_there, shown, sqlite_file
from crawler.archive.database.lock import DaemonLock
from crawler.archive.database.places import make_writable
from crawler.archive.database.trouble import explained
from crawler.errors import ArchiveUnusable

Found = TypeVar("Found")

_DAEMON = 0x6B68_6F63  # any fixed number but that of writers: the advisory lock of a PostgreSQL archive's daemon


class Keeper:
    """Between its calls nothing is open for writing: on SQLite the visits are the ones that write.

    Every method raises ArchiveUnusable, in one line, when the database fails or another process writes to it.
    """

    def __init__(self, database_url: str, archive_dir: Path) -> None:
        """Become the daemon of this archive.

        Raises ArchiveUnusable: it has a daemon already, or it cannot be opened.
        """
        self._url = database_url
        self._dir = archive_dir
        file = self._file = sqlite_file(parse_url(database_url))
        self.shared = file is None
        if file is not None:
            make_writable(file.parent)
        self._lock = DaemonLock(file) if file is not None else _ServerLock(database_url)

    def prepare(self) -> None:
        """Make or bring up to date the archive's tables."""
        Archive.open(self._url, self._dir).close()

    def planned(self) -> list[Planned]:
        """The schedule."""
        return self._read(lambda connection: list(read_schedule(connection)))

    def keep(self, planned: Iterable[Planned]) -> None:
        """Put these rows of the schedule in place of the ones before, all or none."""
        self._lock.renew()
        self._write(lambda connection: keep_schedule(connection, planned))

    def next_number(self) -> int:
        """The number that the next new article will have."""
        return self._read(next_number)

    def arrived(self, number: int, sites: Iterable[str]) -> list[Arrived]:
        """The new articles of these sites, from this number on."""
        return self._read(lambda connection: arrived_since(connection, number, sites))

    def alarms(self) -> list[Alarm]:
        """Alarms that stand, the oldest first."""
        return [one for one in self._read(watch.alarms) if one.cleared_at is None]

    def alarms_since(self, moment: datetime) -> list[Notice]:
        """What was raised and what was cleared since then."""
        found = self._read(watch.alarms)
        raised = [Notice("raised", one) for one in found if one.raised_at >= moment]
        return raised + [Notice("cleared", one) for one in found if one.cleared_at and one.cleared_at >= moment]

    def look_after(self, house: House) -> list[Notice]:
        """Judge the archive itself, keep its alarms, and tell which were raised or cleared."""
        standing = self.alarms()
        found = findings(house, standing)
        told = [notice for site, one in found for notice in notices(site, [one], standing, house.now)]
        if told:
            self._write(lambda connection: watch.keep(connection, told, house.now))
        return told

    def close(self) -> None:
        """Be the daemon no longer."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_trouble: object) -> None:
        self.close()

    def _write(self, work: Callable[[Connection], None]) -> None:
        if self._file is not None:
            require_there(self._file)  # where a disk is away no second file may be made
        database = Database.open(self._url, write=True)
        try:
            with database.writing() as connection:
                work(connection)
        finally:
            database.close()

    def _read(self, question: Callable[[Connection], Found]) -> Found:
        database = Database.open(self._url, write=False)
        try:
            with database.reading() as connection:
                return question(connection)
        finally:
            database.close()


class _ServerLock:
    """An advisory lock of PostgreSQL, held by a connection of its own: it ends with the process, on any machine."""

    def __init__(self, database_url: str) -> None:
        url = parse_url(database_url)
        self._shown = shown(url)
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT")  # never idle inside a transaction
        with explained(self._shown):
            self._connect()

    def renew(self) -> None:
        """Take the lock again when the server ended the connection that held it."""
        with explained(self._shown):
            if not self._is_held():
                self._connect()

    def _is_held(self) -> bool:
        """It is for as long as its connection lives; after a server that was away there may be none."""
        if self._connection.closed:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except DBAPIError:
            self._connection.close()
            return False
        return True

    def _connect(self) -> None:
        self._connection = self._engine.connect()
        try:
            self._take()
        except (ArchiveUnusable, DBAPIError):
            self._connection.close()
            raise

    def _take(self) -> None:
        name = f"khobao daemon {socket.gethostname()}:{os.getpid()}"
        self._connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name[:63]})
        if not self._connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _DAEMON}).scalar():
            holder = self._connection.execute(text(_HOLDER), {"key": _DAEMON}).scalar() or "another one"
            raise ArchiveUnusable(f"database {self._shown}: {holder} is its daemon already: stop that one first")

    def release(self) -> None:
        self._connection.close()
        self._engine.dispose()


_HOLDER = """
SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)
WHERE locktype = 'advisory' AND objid = :key AND granted LIMIT 1
"""
