"""What a delta takes away, `removed.ndjson`: a line an article, with why."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np

from crawler.corpus.hashed import Hashed
from crawler.corpus.index import ENTRY, Entries
from crawler.corpus.manifest import FileEntry
from crawler.errors import BadInput

FILE = "removed.ndjson"
TAKEN_DOWN = "taken-down"
NOT_CHOSEN = "not-chosen"


class Removal(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article that is in the parent and not in the result; `why` is `taken-down`, `not-chosen` (it is of another
    site or day now), or the step that leaves it out. `reason` and `taken_at` are those of the takedown."""

    id: str
    revision: int
    why: str
    reason: str = ""
    taken_at: datetime | None = None


def write(folder: Path, removals: Iterable[Removal]) -> tuple[FileEntry, int]:
    """Write them; returns the file and how many there are. Raises OSError."""
    stream, count = Hashed((folder / FILE).open("wb")), 0
    for removal in removals:
        stream.write(msgspec.json.encode(removal) + b"\n")
        count += 1
    stream.close()
    return FileEntry(FILE, stream.size, stream.digest()), count


def read(folder: Path) -> Entries:
    """Ids and revisions of those that are there no more, as entries of an index. Raises BadInput."""
    path = folder / FILE
    try:
        found = [msgspec.json.decode(line, type=Removal) for line in path.read_bytes().splitlines()]
        entries = np.zeros(len(found), ENTRY)
        entries["id"] = [int(one.id, 16) for one in found]
        entries["revision"] = [one.revision for one in found]
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, OverflowError) as error:  # of the decoder too
        raise BadInput(f"{path}: not as it was written: {error}") from error
    return entries
