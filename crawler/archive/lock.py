"""One writing crawl at a time on a SQLite file."""

import fcntl
import os
from pathlib import Path

from crawler.errors import ArchiveUnusable


class WriteLock:
    """An advisory lock on a file beside the database; the system frees it when the process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        """Take the lock. Raises ArchiveUnusable at once: another process, which it names, has it, or the disk fails."""
        path = database.with_name(database.name + ".lock")
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            self._take(database)
        except OSError as error:
            self.release()
            raise _unusable(path, error) from error
        except ArchiveUnusable:
            self.release()
            raise

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would let two processes lock two files of one name."""
        os.close(self._descriptor)

    def _take(self, database: Path) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise ArchiveUnusable(
                f"database {database}: process {holder} is writing to it: wait until it ends, "
                "or use another DATABASE_URL (several crawls at once need PostgreSQL)"
            ) from error
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)


def _unusable(path: Path, error: OSError) -> ArchiveUnusable:
    return ArchiveUnusable(
        f"lock file {path} cannot be used ({error.strerror}): check its permissions, its disk and the disk's space"
    )
