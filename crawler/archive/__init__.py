"""The archive: rows, revisions, verdicts and article files, on SQLite or PostgreSQL."""

from crawler.archive.archive import Archive
from crawler.archive.values import Exported, Figures, SiteFigures, Stored, TakenDown, Tombstone
from crawler.archive.verify import Fault

__all__ = ["Archive", "Exported", "Fault", "Figures", "SiteFigures", "Stored", "TakenDown", "Tombstone"]
