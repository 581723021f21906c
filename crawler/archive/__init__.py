"""The archive: rows, revisions, verdicts and article files, on SQLite or PostgreSQL."""

from crawler.archive.archive import Archive
from crawler.archive.changes import Change, Piece, changes
from crawler.archive.copying import copy_database
from crawler.archive.faults import Fault
from crawler.archive.keeper import Keeper
from crawler.archive.ledger import Listed, Standing
from crawler.archive.quarantine import Held, Quarantine
from crawler.archive.rereader import Rereader
from crawler.archive.rereading import Reread, Revision
from crawler.archive.schedule import Arrived, Planned
from crawler.archive.schema import schema_of
from crawler.archive.search_index import Limits
from crawler.archive.values import Exported, Figures, Found, Marked, Scope, SiteFigures, Stored, TakenDown, Tombstone

__all__ = [
    "Archive",
    "Arrived",
    "Change",
    "Exported",
    "Fault",
    "Figures",
    "Found",
    "Held",
    "Keeper",
    "Limits",
    "Listed",
    "Marked",
    "Piece",
    "Planned",
    "Quarantine",
    "Reread",
    "Rereader",
    "Revision",
    "Scope",
    "SiteFigures",
    "Standing",
    "Stored",
    "TakenDown",
    "Tombstone",
    "changes",
    "copy_database",
    "schema_of",
]
