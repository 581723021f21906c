"""Whether a release still is what may be handed on, beside the archive that it was made of."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from crawler.archive import Fault, Snapshot
from crawler.corpus import index, manifest
from crawler.corpus.index import LEFT_OUT, Entries
from crawler.corpus.manifest import State
from crawler.corpus.verify import verify
from crawler.errors import BadInput


def faults(snapshot: Snapshot, folder: Path) -> Iterator[Fault]:
    """Everything wrong with a release by itself and, when that is nothing, between it and the archive."""
    try:
        damaged = [Fault("damaged-release", *_apart(wrong, folder)) for wrong in verify(folder, lambda _: None)]
        yield from damaged or _against(snapshot, folder)
    except BadInput as error:
        yield Fault("damaged-release", str(folder), str(error))


def _apart(wrong: str, folder: Path) -> tuple[str, str]:
    """Where, and what."""
    file, _, what = wrong.partition(": ")
    return str(folder / file), what


def _against(snapshot: Snapshot, folder: Path) -> Iterator[Fault]:
    foreign = _foreign(snapshot, manifest.read(folder).archive)
    if foreign:
        yield Fault("foreign-release", str(folder), foreign)
        return
    for entries in index.parts(index.load(folder / index.FILE).entries):
        yield from _of_articles(snapshot, folder, entries)


def _foreign(snapshot: Snapshot, made_of: State) -> str:
    """Why the release cannot have been made of this archive; empty when it can."""
    now, then = snapshot.mark.entries, snapshot.mark_at(made_of.changes)
    if then is None:
        return f"it was made of an archive that had seen {made_of.changes:,} changes; this one has seen {now:,}"
    return "" if then.last == made_of.last else f"change {made_of.changes:,} was of another article where it was made"


def _of_articles(snapshot: Snapshot, folder: Path, entries: Entries) -> Iterator[Fault]:
    """Articles that the archive never held, and those that were taken down and are in the release."""
    ids = [f"{id_:016x}" for id_ in np.unique(entries["id"]).tolist()]
    lost = set(ids) - snapshot.known(ids)
    gone = {one.id: one for one in snapshot.buried(lost)}
    written = {f"{id_:016x}" for id_ in entries["id"][entries["outcome"] < LEFT_OUT].tolist()}
    for id_ in sorted(lost):
        if id_ not in gone:
            yield Fault("foreign-release", str(folder), f"article {id_} is in it, and the archive never held it")
        elif id_ in written:
            one = gone[id_]
            what = f"article {id_} was taken down on {one.taken_at:%Y-%m-%d} ({one.reason}) and is in it"
            yield Fault("stale-release", str(folder), what)
