"""What has changed in an archive since a release was made of it, as a delta to that release."""

from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from crawler.archive import Snapshot
from crawler.corpus import index, manifest, removals
from crawler.corpus.aim import Aim
from crawler.corpus.assembly import Assembly, Lineage
from crawler.corpus.batches import Batch, Packer
from crawler.corpus.crew import Maker, Source, makers
from crawler.corpus.export import NOTHING_KNOWN, Progress
from crawler.corpus.index import ENTRY, LEFT_OUT, Entries, Index, Names
from crawler.corpus.manifest import Manifest, State
from crawler.corpus.merging import alone, keys, merged, name_of, renumbered
from crawler.corpus.parts import Part, parted
from crawler.corpus.publication import Publication
from crawler.corpus.records.recorders import Records, taken
from crawler.corpus.removals import NOT_CHOSEN, TAKEN_DOWN, Removal
from crawler.corpus.selection import Options
from crawler.corpus.steps import reach, steps
from crawler.corpus.verify import require_index
from crawler.corpus.versions import versions
from crawler.corpus.working import Told, working
from crawler.errors import BadInput


def export_delta(
    source: Source,
    base: Path,
    out: Path,
    *,
    told: Told,
    progress: Progress,
    workers: int = 1,
    publication: Publication = NOTHING_KNOWN,
) -> Manifest:
    """Export what is new, changed or gone since the release `base`, by its options, into the new folder `out`.

    Raises BadInput: `base` is no release, a delta, damaged, or not of this archive; and what `export` raises.
    """
    parent = required_full(base)
    require_index(base, parent)
    count = partial(_most_to_look_at, parent=parent)
    with makers(source, parent.options, Packer.batch, workers, count) as (snapshot, maker):
        _require_same_archive(snapshot, parent, base)
        state = State(*snapshot.mark)
        aim = Aim(parent.options, state, versions(parent.options), publication, parent.release)
        before = index.load(base / index.FILE)
        with working(out, aim, told) as work, Assembly(work, aim) as assembly:
            delta = _Delta(before, parent, snapshot, assembly)
            delta.add_changed(maker, progress)
            assembly.close()
            file, removed = removals.write(work.release, delta.removals())
            return assembly.finish(
                Lineage("delta", parent.release, _result(before, work.release, parent), removed, (file,))
            )


def required_full(folder: Path) -> Manifest:
    """The manifest of a release that is no delta. Raises BadInput."""
    told = manifest.read(folder)
    if told.kind != "full":
        raise BadInput(f"{folder}: it is a delta: name the release that `khobao release apply` makes with it")
    return told


_MISSING = -1


class _Delta:
    """A delta in the making."""

    def __init__(self, base: Index, parent: Manifest, snapshot: Snapshot, assembly: Assembly) -> None:
        self._parent = parent
        self._options = parent.options
        self._names = [step.name for step in steps(parent.options)]
        self._snapshot = snapshot
        self._assembly = assembly
        self._changed = _changed(snapshot, parent)
        self._gone = {one.id: one for one in snapshot.taken_down(parent.archive.changes)}
        self._before = _Before(base, parent.options, self._candidates())

    def add_changed(self, maker: Maker[Batch], progress: Progress) -> None:
        """Put in what is said otherwise than in the base."""
        within = reach(self._options.selection)
        progress.begin(self._snapshot.count(within) if self._changed is None else len(self._changed), 0)
        for batch in maker.batches(self._snapshot.numbers(within, self._changed)):
            entries = batch.entries
            fresh = self._before.meet(entries, batch.names)
            written = entries["outcome"] < LEFT_OUT
            records = taken(batch.records, np.flatnonzero(fresh[written]))
            self._assembly.add(batch.names, entries[fresh], self._parts(entries[fresh], records))
            progress.advance(batch.articles)

    def _parts(self, entries: Entries, records: Records) -> list[Part]:
        outcomes = entries["outcome"]
        return parted(self._options, outcomes[outcomes < LEFT_OUT], records)

    def removals(self) -> Iterator[Removal]:
        """What is in the base and not in the result, in the order of the base."""
        for entry, outcome in self._before.leaving():
            id_, revision = f"{int(entry['id']):016x}", int(entry["revision"])
            gone = self._gone.get(id_)
            if outcome is not None:
                yield Removal(id_, revision, self._names[outcome - LEFT_OUT])
            elif gone is not None:
                yield Removal(id_, revision, TAKEN_DOWN, gone.reason, gone.taken_at)
            else:
                yield Removal(id_, revision, NOT_CHOSEN)

    def _candidates(self) -> npt.NDArray[np.uint64] | None:
        """The ids of all that may have changed; None for any."""
        if self._changed is None:
            return None
        ids = [*self._snapshot.ids(self._changed), *self._gone]
        return np.array([int(id_, 16) for id_ in ids], np.uint64)


class _Before:
    """What the base says of the articles that may have changed."""

    def __init__(self, base: Index, options: Options, ids: npt.NDArray[np.uint64] | None) -> None:
        self._options = options
        self._names = base.names
        parts = (part if ids is None else part[np.isin(part["id"], ids)] for part in index.parts(base.entries))
        self._entries = np.concatenate([np.empty(0, ENTRY), *parts])
        all_keys = keys(self._entries, options)
        self._order = np.argsort(all_keys)
        self._keys = all_keys[self._order]
        self._outcomes = np.full(len(self._entries), _MISSING, np.int16)

    def meet(self, entries: Entries, names: Names) -> npt.NDArray[np.bool_]:
        """Which of these entries say something else than the base; it is remembered what became of all."""
        here = renumbered(entries, names, self._names)
        wanted = keys(here, self._options)
        found = np.searchsorted(self._keys, wanted)
        known = found < len(self._keys)
        known[known] = self._keys[found[known]] == wanted[known]
        places = self._order[found[known]]
        self._outcomes[places] = here["outcome"][known]
        fresh = np.ones(len(here), bool)
        fresh[known] = _bytes(self._entries[places]) != _bytes(here[known])
        return fresh

    def leaving(self) -> Iterator[tuple[Entries, int | None]]:
        """Entries that go, with the outcome that they have now; None when they are not asked for any more."""
        for entry, outcome in zip(self._entries, self._outcomes.tolist(), strict=True):
            if outcome == _MISSING:
                yield entry, None
            elif entry["outcome"] < LEFT_OUT <= outcome:
                yield entry, outcome


def _bytes(entries: Entries) -> npt.NDArray[np.bytes_]:
    """Entries that can be compared whole, whatever their digests are."""
    return np.ascontiguousarray(entries).view(f"V{ENTRY.itemsize}")


def _changed(snapshot: Snapshot, parent: Manifest) -> Collection[int] | None:
    """The articles to look at; None for all of them, also because another khobao made the release."""
    return snapshot.changed(parent.archive.changes) if _same_rules(parent) else None


def _same_rules(parent: Manifest) -> bool:
    now = versions(parent.options)
    return all(parent.versions.get(name) == now[name] for name in ("khobao", "layout"))


def _most_to_look_at(snapshot: Snapshot, parent: Manifest) -> int:
    """About how many articles a delta looks at: of each change one, if its copies are not counted."""
    if _same_rules(parent):
        return snapshot.mark.entries - parent.archive.changes
    return snapshot.count(reach(parent.options.selection))


def _result(before: Index, delta: Path, parent: Manifest) -> str:
    """The name of the release that comes of a delta."""
    whole = merged(alone(before), index.load(delta / index.FILE), removals.read(delta), 1, parent.options)
    return name_of(parent.options, whole)


def _require_same_archive(snapshot: Snapshot, parent: Manifest, base: Path) -> None:
    then = snapshot.mark_at(parent.archive.changes)
    if then is None or then.last != parent.archive.last:
        raise BadInput(f"{base}: this archive never was in the state that it was made of: it is another archive's")
