"""The archive: rows, revisions, verdicts and article files, on SQLite or PostgreSQL."""

from crawler.archive.archive import Archive
from crawler.archive.backup import back_up
from crawler.archive.changes import Change, Piece, changes
from crawler.archive.copying import copy_database
from crawler.archive.faults import Fault
from crawler.archive.journal import Mark
from crawler.archive.keeper import Keeper
from crawler.archive.kinship import Ancestor
from crawler.archive.ledger import Listed, Standing
from crawler.archive.outgoing import Facts, Gone, Outgoing, Reach, Snapshot
from crawler.archive.quarantine import Held, Quarantine
from crawler.archive.rereader import Rereader
from crawler.archive.rereading import Reread, Revision
from crawler.archive.schedule import Arrived, Planned
from crawler.archive.schema import schema_of
from crawler.archive.search_index import Limits
from crawler.archive.sheet_values import Contents, CopyExample, CopyPair, PaperSheet, Sheet
from crawler.archive.values import Exported, Figures, Found, Marked, Scope, SiteFigures, Stored, TakenDown, Tombstone

__all__ = [
    "Ancestor",
    "Archive",
    "Arrived",
    "Change",
    "Contents",
    "CopyExample",
    "CopyPair",
    "Exported",
    "Facts",
    "Fault",
    "Figures",
    "Found",
    "Gone",
    "Held",
    "Keeper",
    "Limits",
    "Listed",
    "Mark",
    "Marked",
    "Outgoing",
    "PaperSheet",
    "Piece",
    "Planned",
    "Quarantine",
    "Reach",
    "Reread",
    "Rereader",
    "Revision",
    "Scope",
    "Sheet",
    "SiteFigures",
    "Snapshot",
    "Standing",
    "Stored",
    "TakenDown",
    "Tombstone",
    "back_up",
    "changes",
    "copy_database",
    "schema_of",
]
