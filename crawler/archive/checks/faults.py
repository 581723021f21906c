"""What can be wrong with an archive, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

FaultKind = Literal[
    "damaged-database",
    "damaged-body",
    "missing-row",
    "wrong-row",
    "missing-file",
    "wrong-file",
    "stray-file",
    "stale-index",
    "unfinished-takedown",
    "stray-quarantine",
    "missing-warc",
    "left-open",
    "damaged-record",
    "missing-record",
    "wrong-record",
    "wrong-digest",
    "orphan-record",
    "damaged-release",
    "foreign-release",
    "stale-release",
]

_ROWS = "the pages are safe in the WARC files: restore a copy of the database"
_FOLLOWS = "nothing is lost, it follows from the rows: `khobao verify --repair`"
_PAGES = "articles are safe in the rows, the pages as served are not: restore a copy of the WARC file"

ADVICE: dict[FaultKind, str] = {
    "damaged-database": _ROWS,
    "damaged-body": _ROWS,
    "missing-row": _ROWS,
    "wrong-row": _ROWS,
    "missing-file": _FOLLOWS,
    "wrong-file": _FOLLOWS,
    "stray-file": _FOLLOWS,
    "stale-index": _FOLLOWS,
    "unfinished-takedown": "`khobao verify --repair` brings it to its end",
    "stray-quarantine": "nothing is lost, but no export holds them: `khobao quarantine release` with this site",
    "missing-warc": _PAGES,
    "left-open": "whole records are safe: `khobao verify --repair` or the next crawl cuts a torn end off and closes it",
    "damaged-record": _PAGES,
    "missing-record": _PAGES,
    "wrong-record": _PAGES,
    "wrong-digest": "the record is whole: it or the row was changed: restore a copy of the one that is wrong",
    "orphan-record": "harmless: a crawl was cut off between keeping a page and storing it, and asked for it again",
    "damaged-release": "the archive is safe: take the release anew, or export it again",
    "foreign-release": "the release may be whole: name the archive that it was made of, or restore its newest database",
    "stale-release": "hand on a delta (`khobao export --since-release` with this release), or export it again",
}
"""What is safe, and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be: `where` is an article id, a file or the database; `what` is one line.

    `repair` says whether `Archive.repair` mends it, which makes again what follows from the rows. What is `harmless` is
    told and is no fault.
    """

    kind: FaultKind
    where: str
    what: str
    repair: bool = False

    @property
    def harmless(self) -> bool:
        return self.kind == "orphan-record"

    @property
    def advice(self) -> str:
        """What is safe, and what to do."""
        return _FOLLOWS if self.repair and ADVICE[self.kind] == _ROWS else ADVICE[self.kind]
