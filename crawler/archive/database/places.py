"""Where an archive lies on the disk: its folders can be written, and its database file is still the one opened."""

import os
import tempfile
from pathlib import Path

from crawler.errors import ArchiveUnusable


def make_writable(folder: Path) -> None:
    """Make the folder, and try it: permissions alone do not tell (read-only disks, full disks, root)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ArchiveUnusable(
            f"folder {folder} cannot be written ({error.strerror}): check its permissions and its disk, "
            "or name another one in ARCHIVE_DIR or DATABASE_URL"
        ) from error


class SameFile:
    """Watches that a file or folder in use is not taken away: SQLite would go on writing into a file without a name."""

    def __init__(self, path: Path, what: str = "database") -> None:
        self._path = path
        self._what = what
        self._known = _identity(path)

    def check(self) -> None:
        """Raises ArchiveUnusable when it is gone or another one stands in its place."""
        if self._known is None or _identity(self._path) != self._known:
            raise ArchiveUnusable(
                f"{self._what} {self._path}: the file was moved or deleted while it was in use: "
                "put it back, or run the command again to begin a new one"
            )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
