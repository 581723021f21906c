"""Connections: SQLite and PostgreSQL set up so that both keep the same promises."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from crawler.archive.database.idling import on_postgresql
from crawler.archive.database.lock import WriteLock
from crawler.archive.database.places import SameFile, make_writable
from crawler.archive.database.trouble import explained
from crawler.errors import ArchiveUnusable

BUSY_SECONDS = 10
"""How long a statement waits for another program's lock on SQLite; a checkpoint of a large WAL takes a second."""

_CHECKPOINT_PAGES = 8_000
"""Pages of the WAL, 4 KB each, before they are copied into the database: 33 MB. With the 1,000 that SQLite comes with,
storing 64 articles a transaction wrote a fifth more bytes: the same pages of the indexes were copied over and over."""

_WRITERS = 0x6B68_6F62  # any fixed number: all programs that write to one archive take this advisory lock


class Database:
    """One SQLite file or PostgreSQL database. `shown` names it for people, without a password."""

    def __init__(self, url: URL, lock: WriteLock | None) -> None:
        self.shown = shown(url)
        self._lock = lock
        self._engine = _make_engine(url)
        self._writer = self._engine.execution_options(write=True)
        self._reader = self._answerer = self._engine
        if url.get_backend_name() == "postgresql":  # SQLite has no other than snapshots, and begins one for nothing
            self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ")
            self._answerer = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._file = sqlite_file(url)
        _OPEN.add(self)
        self._same: SameFile | None = None

    @classmethod
    def open(cls, database_url: str, *, write: bool) -> "Database":
        """Open it; to write on SQLite, make its folder and take its lock.

        Raises ArchiveUnusable: nonsense in `database_url`, no file to read, another process writing.
        """
        url = parse_url(database_url)
        file = sqlite_file(url)
        if file is None:
            return cls(url, None)
        if write:
            make_writable(file.parent)
            return cls(url, WriteLock(file))
        require_there(file)
        return cls(url, None)

    @property
    def shared(self) -> bool:
        """Whether several programs may write to it."""
        return self._file is None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that excludes other writers; committed at the end, rolled back by an exception."""
        with explained(self.shown):
            if self._same is not None:
                self._same.check()
            with self._writer.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})
                yield connection
            if self._same is None and self._file is not None:
                self._same = SameFile(self._file)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one snapshot, whatever is written meanwhile."""
        with explained(self.shown), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def answering(self) -> Iterator[Connection]:
        """For statements that each see a snapshot of their own: one costs PostgreSQL a round trip instead of three."""
        with explained(self.shown), self._answerer.connect() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection of the writer without a transaction, for statements that bear none."""
        with explained(self.shown), self._engine.execution_options(alone=True).connect() as connection:
            yield connection

    def close(self) -> None:
        """Close the connections and give the lock back."""
        _OPEN.discard(self)
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()
            self._lock = None


_OPEN: WeakSet[Database] = WeakSet()


def databases_are_open() -> bool:
    """Whether this process holds any open."""
    return bool(_OPEN)


def require_there(file: Path) -> None:
    """Raises ArchiveUnusable when there is no such database file."""
    if not file.is_file():
        raise ArchiveUnusable(f"database {file}: there is no such file: crawl something first, or set DATABASE_URL")


def parse_url(database_url: str) -> URL:
    """The address, with psycopg 3 for `postgresql://`. Raises ArchiveUnusable for other databases and for nonsense."""
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError
        raise _wrong_url(database_url) from None
    backend = url.drivername.partition("+")[0]
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not url.database or url.database == ":memory:":
        raise _wrong_url(database_url)
    return url


def sqlite_file(url: URL) -> Path | None:
    """The database file, or None on PostgreSQL."""
    return Path(str(url.database)) if url.drivername.startswith("sqlite") else None


def shown(url: URL) -> str:
    """The database as a person knows it: the path of a SQLite file, else the address without any password."""
    if url.drivername.startswith("sqlite"):
        return str(url.database)
    secrets = [name for name in url.query if "password" in name]
    return url.difference_update_query(secrets).render_as_string(hide_password=True)


def _make_engine(url: URL) -> Engine:
    if not url.drivername.startswith("sqlite"):
        engine = on_postgresql(url)
        event.listen(engine, "connect", _require_utf8, insert=True)
        return engine
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _require_utf8(connection: Any, _record: object) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        name = connection.info.dbname
        raise ArchiveUnusable(
            f"database {name}: its encoding is {encoding}, which does not hold every letter: make one with "
            f"`createdb --encoding UTF8 --template template0 …` and name it in DATABASE_URL"
        )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late for IMMEDIATE and for snapshots
    checkpoint = f"wal_autocheckpoint={_CHECKPOINT_PAGES}"
    # FAST: what is deleted inside a page is overwritten, which costs no page more; takedowns see to free pages.
    lasting = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=FAST")
    for pragma in (*lasting, "cache_size=-65536", checkpoint):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("alone", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("write", False) else "BEGIN")


def _wrong_url(database_url: str) -> ArchiveUnusable:
    """No more of the address than its scheme is told: a password may stand anywhere in one that cannot be read."""
    scheme = re.match(r"[a-z0-9+]+(?=:)", database_url)
    kind = f"of scheme {scheme[0]}" if scheme else "without a scheme"
    return ArchiveUnusable(
        f"DATABASE_URL {kind} cannot be used: write sqlite:///path/to/khobao.db or postgresql://user@host/database"
    )
