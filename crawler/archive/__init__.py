"""The archive: rows, revisions, verdicts and article files, on SQLite or PostgreSQL.

What is named here is loaded when it is first asked for: all of it takes longer than many a command.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.archive.archive import Archive as Archive
    from crawler.archive.checks.faults import Fault as Fault
    from crawler.archive.daemon.keeper import Keeper as Keeper
    from crawler.archive.daemon.ledger import Listed as Listed
    from crawler.archive.daemon.ledger import Standing as Standing
    from crawler.archive.daemon.quarantine import Held as Held
    from crawler.archive.daemon.quarantine import Quarantine as Quarantine
    from crawler.archive.daemon.schedule import Arrived as Arrived
    from crawler.archive.daemon.schedule import Planned as Planned
    from crawler.archive.database.backup import back_up as back_up
    from crawler.archive.database.copying import copy_database as copy_database
    from crawler.archive.database.engine import databases_are_open as databases_are_open
    from crawler.archive.database.schema import schema_of as schema_of
    from crawler.archive.duplicates.kinship import Ancestor as Ancestor
    from crawler.archive.outgoing import Facts as Facts
    from crawler.archive.outgoing import Gone as Gone
    from crawler.archive.outgoing import Outgoing as Outgoing
    from crawler.archive.outgoing import Reach as Reach
    from crawler.archive.outgoing import Snapshot as Snapshot
    from crawler.archive.rows.changes import Change as Change
    from crawler.archive.rows.changes import Piece as Piece
    from crawler.archive.rows.changes import changes as changes
    from crawler.archive.rows.journal import Mark as Mark
    from crawler.archive.rows.rereader import Rereader as Rereader
    from crawler.archive.rows.rereading import Reread as Reread
    from crawler.archive.rows.rereading import Revision as Revision
    from crawler.archive.sheet.values import Contents as Contents
    from crawler.archive.sheet.values import CopyExample as CopyExample
    from crawler.archive.sheet.values import CopyPair as CopyPair
    from crawler.archive.sheet.values import PaperSheet as PaperSheet
    from crawler.archive.sheet.values import Sheet as Sheet
    from crawler.archive.snapshots import snapshot_of as snapshot_of
    from crawler.archive.values import Exported as Exported
    from crawler.archive.values import Figures as Figures
    from crawler.archive.values import Found as Found
    from crawler.archive.values import Marked as Marked
    from crawler.archive.values import Scope as Scope
    from crawler.archive.values import SiteFigures as SiteFigures
    from crawler.archive.values import Stored as Stored
    from crawler.archive.values import TakenDown as TakenDown
    from crawler.archive.values import Tombstone as Tombstone
    from crawler.archive.words.values import Limits as Limits

_ROOMS = {
    "archive": "Archive",
    "checks.faults": "Fault",
    "daemon.keeper": "Keeper",
    "daemon.ledger": "Listed Standing",
    "daemon.quarantine": "Held Quarantine",
    "daemon.schedule": "Arrived Planned",
    "database.backup": "back_up",
    "database.copying": "copy_database",
    "database.engine": "databases_are_open",
    "database.schema": "schema_of",
    "duplicates.kinship": "Ancestor",
    "outgoing": "Facts Gone Outgoing Reach Snapshot",
    "rows.changes": "Change Piece changes",
    "rows.journal": "Mark",
    "rows.rereader": "Rereader",
    "rows.rereading": "Reread Revision",
    "sheet.values": "Contents CopyExample CopyPair PaperSheet Sheet",
    "snapshots": "snapshot_of",
    "values": "Exported Figures Found Marked Scope SiteFigures Stored TakenDown Tombstone",
    "words.values": "Limits",
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    return found
