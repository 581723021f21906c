"""One writing crawl at a time on a SQLite file, and one daemon."""

import fcntl
import os
from pathlib import Path

from crawler.errors import ArchiveUnusable


class FileLock:
    """An advisory lock on a file beside the database; the system frees it when the process ends, however it ends."""

    def __init__(self, path: Path, refusal: str) -> None:
        """Take the lock, or raise ArchiveUnusable at once.

        `refusal` says that another process has it, which it names in place of `{holder}`.
        """
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            self._take(refusal)
        except OSError as error:
            self.release()
            raise _unusable(path, error) from error
        except ArchiveUnusable:
            self.release()
            raise

    def renew(self) -> None:
        """A file's lock ends with its holder, never before."""

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would let two processes lock two files of one name."""
        os.close(self._descriptor)

    def _take(self, refusal: str) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise ArchiveUnusable(refusal.format(holder=holder)) from error
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)


class WriteLock(FileLock):
    """For writing to a SQLite file."""

    def __init__(self, database: Path) -> None:
        """Take the lock. Raises ArchiveUnusable at once: another process, which it names, has it, or the disk fails."""
        refusal = (
            f"database {_verbatim(database)}: process {{holder}} is writing to it: wait until it ends, "
            "or use another DATABASE_URL (several crawls at once need PostgreSQL)"
        )
        super().__init__(database.with_name(database.name + ".lock"), refusal)


class DaemonLock(FileLock):
    """For being the daemon of a SQLite archive."""

    def __init__(self, database: Path) -> None:
        """Take the lock. Raises ArchiveUnusable at once: another daemon, which it names, has it, or the disk fails."""
        refusal = f"database {_verbatim(database)}: process {{holder}} is its daemon already: stop that one first"
        super().__init__(database.with_name(database.name + ".daemon.lock"), refusal)


def _verbatim(path: Path) -> str:
    """A path may hold braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _unusable(path: Path, error: OSError) -> ArchiveUnusable:
    return ArchiveUnusable(
        f"lock file {path} cannot be used ({error.strerror}): check its permissions, its disk and the disk's space"
    )
