"""A release and its deltas joined into the release that a full export would have made, byte for byte."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crawler.archive import outgoing
from crawler.corpus import index, removals
from crawler.corpus.aim import Aim
from crawler.corpus.assembly import Assembly, Lineage
from crawler.corpus.delta import required_full
from crawler.corpus.export import Progress
from crawler.corpus.index import LEFT_OUT, Entries
from crawler.corpus.manifest import Manifest
from crawler.corpus.merging import Merged, alone, merged, name_of
from crawler.corpus.output import files_of
from crawler.corpus.parts import parted
from crawler.corpus.reading import Reader, reader
from crawler.corpus.records.recorders import Records
from crawler.corpus.selection import split_names
from crawler.corpus.verify import require_sound
from crawler.corpus.versions import versions
from crawler.corpus.working import Told, require_free, working
from crawler.errors import BadInput

_Ordinals: TypeAlias = npt.NDArray[np.int64]


def apply(base: Path, deltas: Sequence[Path], out: Path, *, told: Told, progress: Progress) -> Manifest:
    """Join a release and its deltas, in their order, into the new folder `out`.

    Raises BadInput when one of them is damaged, is no delta, is in the release already, or is one to another release.
    """
    require_free(out)
    required_full(base)
    folders = [base, *deltas]
    manifests = [require_sound(folder) for folder in folders]
    whole = _merged(folders, manifests)
    last, options = manifests[-1], manifests[0].options
    aim = Aim(options, last.archive, versions(options), last.publication, parent=manifests[0].release)
    with working(out, aim, told) as work, Assembly(work, aim) as assembly:
        progress.begin(len(whole.entries), 0)
        readers = [_readers(*one) for one in zip(folders, manifests, strict=True)]
        ordinals = [_places_in_splits(index.load(folder / index.FILE).entries) for folder in folders]
        pieces = _Pieces(readers, whole, ordinals)
        for entries, records in pieces.in_order():
            outcomes = entries["outcome"]
            assembly.add(whole.names, entries, parted(options, outcomes[outcomes < LEFT_OUT], records))
            progress.advance(len(entries))
        assembly.close()
        return assembly.finish(Lineage())


def _merged(folders: Sequence[Path], manifests: Sequence[Manifest]) -> Merged:
    options, release = manifests[0].options, manifests[0].release
    whole = alone(index.load(folders[0] / index.FILE))
    for source, (folder, told) in enumerate(zip(folders, manifests, strict=True)):
        if source == 0:
            continue
        _require_next(folder, told, release, folders[0])
        whole = merged(whole, index.load(folder / index.FILE), removals.read(folder), source, options)
        release = name_of(options, whole)
        if release != told.result:
            raise BadInput(f"{folder}: applied to {folders[0]} it makes another release than it says: take both anew")
    return whole


def _require_next(folder: Path, delta: Manifest, release: str, base: Path) -> None:
    if delta.kind != "delta":
        raise BadInput(f"{folder}: it is a whole release, not a delta")
    if delta.result == release and delta.parent != release:
        raise BadInput(f"{folder}: this delta is in the release already")
    if delta.parent != release:
        raise BadInput(
            f"{folder}: it is a delta to release {str(delta.parent)[:12]}, but what it would be applied to is "
            f"{release[:12]}: name the release that it was made against, and deltas in the order of their making"
        )


def _readers(folder: Path, told: Manifest) -> list[Reader]:
    found = files_of(told.options, told.files)
    return [reader(folder, told.options, found[name]) for name in split_names(told.options)]


class _Pieces:
    """The records of a merged index, out of the releases that they lie in."""

    def __init__(self, readers: Sequence[Sequence[Reader]], whole: Merged, ordinals: Sequence[_Ordinals]) -> None:
        """`readers` and `ordinals` are by release."""
        self._readers = readers
        self._whole = whole
        self._ordinals = ordinals

    def in_order(self) -> Iterator[tuple[Entries, Records]]:
        """The entries of each task, with the records of those that are written. Raises OSError."""
        whole = self._whole.entries
        for start, stop in pairwise(sorted({0, *index.tasks(whole, outgoing.AT_ONCE), len(whole)})):
            entries = whole[start:stop]
            written = np.flatnonzero(entries["outcome"] < LEFT_OUT) + start
            yield entries, self._records(written)

    def _records(self, written: npt.NDArray[np.intp]) -> Records:
        splits = self._whole.entries["outcome"][written]
        by_split = np.argsort(splits, kind="stable")
        pieces = [self._piece(*run) for run in self._runs(written[by_split])]
        back = np.argsort(by_split)
        if pieces and isinstance(pieces[0], pa.Table):
            return pa.concat_tables(pieces).take(back)
        flat = [record for piece in pieces for record in piece]
        return [flat[place] for place in back]

    def _piece(self, source: int, split: int, start: int, stop: int) -> Records:
        return self._readers[source][split].take(start, stop)

    def _runs(self, written: npt.NDArray[np.intp]) -> Iterator[tuple[int, int, int, int]]:
        """Source, split and places of records that follow each other where they lie."""
        sources, splits = self._whole.sources[written], self._whole.entries["outcome"][written]
        places = np.empty(len(written), np.int64)
        for source, ordinals in enumerate(self._ordinals):
            here = sources == source
            places[here] = ordinals[self._whole.places[written[here]]]
        breaks = np.flatnonzero((np.diff(sources) != 0) | (np.diff(splits) != 0) | (np.diff(places) != 1)) + 1
        for run in np.split(np.arange(len(written)), breaks):
            if len(run):
                first = run[0]
                yield int(sources[first]), int(splits[first]), int(places[first]), int(places[first]) + len(run)


def _places_in_splits(entries: Entries) -> _Ordinals:
    """The place of every written entry among those of its split."""
    places = np.zeros(len(entries), np.int64)
    for split in np.unique(entries["outcome"][entries["outcome"] < LEFT_OUT]):
        here = entries["outcome"] == split
        places[here] = np.arange(np.count_nonzero(here))
    return places
