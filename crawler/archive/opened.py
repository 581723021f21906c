"""What all sides of an open archive share."""

from pathlib import Path

from crawler.archive.database.engine import Database
from crawler.archive.duplicates.duplicates import DuplicateMemory
from crawler.archive.filing.filed import Filed


class Opened:
    """An open archive: its database, its folder, the files that it writes, and what near-duplicate search remembers."""

    def __init__(self, database: Database, archive_dir: Path) -> None:
        self._database = database
        self._dir = archive_dir
        self._files = Filed(archive_dir / "articles")
        self._memory = DuplicateMemory()

    @property
    def database(self) -> Database:
        """For the rooms that keep rows of their own beside the archive's."""
        return self._database
