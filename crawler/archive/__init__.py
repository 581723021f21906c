"""The archive: rows, revisions, verdicts and article files, on SQLite or PostgreSQL.

What is named here is loaded when it is first asked for: all of it takes longer than many a command.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.archive.archive import Archive
    from crawler.archive.checks.faults import Fault
    from crawler.archive.daemon.keeper import Keeper
    from crawler.archive.daemon.ledger import Listed, Standing
    from crawler.archive.daemon.quarantine import Held, Quarantine
    from crawler.archive.daemon.schedule import Arrived, Planned
    from crawler.archive.database.backup import back_up
    from crawler.archive.database.copying import copy_database
    from crawler.archive.database.engine import databases_are_open
    from crawler.archive.database.schema import schema_of
    from crawler.archive.duplicates.kinship import Ancestor
    from crawler.archive.outgoing import Facts, Gone, Outgoing, Reach, Snapshot
    from crawler.archive.rows.changes import Change, Piece, changes
    from crawler.archive.rows.journal import Mark
    from crawler.archive.rows.rereader import Rereader
    from crawler.archive.rows.rereading import Reread, Revision
    from crawler.archive.sheet.values import Contents, CopyExample, CopyPair, PaperSheet, Sheet
    from crawler.archive.snapshots import snapshot_of
    from crawler.archive.values import (
        Exported,
        Figures,
        Found,
        Marked,
        Scope,
        SiteFigures,
        Stored,
        TakenDown,
        Tombstone,
    )
    from crawler.archive.words.values import Limits

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
    "databases_are_open",
    "schema_of",
    "snapshot_of",
]

_ROOMS = {
    "archive": ("Archive",),
    "checks.faults": ("Fault",),
    "daemon.keeper": ("Keeper",),
    "daemon.ledger": (
        "Listed",
        "Standing",
    ),
    "daemon.quarantine": (
        "Held",
        "Quarantine",
    ),
    "daemon.schedule": (
        "Arrived",
        "Planned",
    ),
    "database.backup": ("back_up",),
    "database.copying": ("copy_database",),
    "database.engine": ("databases_are_open",),
    "database.schema": ("schema_of",),
    "duplicates.kinship": ("Ancestor",),
    "outgoing": (
        "Facts",
        "Gone",
        "Outgoing",
        "Reach",
        "Snapshot",
    ),
    "rows.changes": (
        "Change",
        "Piece",
        "changes",
    ),
    "rows.journal": ("Mark",),
    "rows.rereader": ("Rereader",),
    "rows.rereading": (
        "Reread",
        "Revision",
    ),
    "sheet.values": (
        "Contents",
        "CopyExample",
        "CopyPair",
        "PaperSheet",
        "Sheet",
    ),
    "values": (
        "Exported",
        "Figures",
        "Found",
        "Marked",
        "Scope",
        "SiteFigures",
        "Stored",
        "TakenDown",
        "Tombstone",
    ),
    "words.values": ("Limits",),
    "snapshots": ("snapshot_of",),
}


def __getattr__(name: str) -> Any:
    for room, names in _ROOMS.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"{__name__}.{room}"), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
