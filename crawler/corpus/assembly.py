"""Batches put together to a release: records into files, entries into the index, figures into the manifest."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal, Self

import msgspec
import numpy as np
import numpy.typing as npt

from crawler.archive import outgoing
from crawler.corpus import index, manifest
from crawler.corpus.aim import Aim
from crawler.corpus.companions import write_companions
from crawler.corpus.counts import counts
from crawler.corpus.hashed import Hashed
from crawler.corpus.index import ENTRY, Entries, Names
from crawler.corpus.manifest import Counts, FileEntry, Manifest
from crawler.corpus.output import Output, files_of
from crawler.corpus.parts import Part
from crawler.corpus.publication import Publication
from crawler.corpus.selection import Options, split_names
from crawler.corpus.working import Event, Working


class Lineage(msgspec.Struct, frozen=True):
    """What a manifest says of releases before and after; see `Manifest`."""

    kind: Literal["full", "delta"] = "full"
    parent: str | None = None
    result: str | None = None
    removed: int = 0
    files: tuple[FileEntry, ...] = ()


class Assembly:
    """A release in the making, in a working folder. Everything raises OSError when the disk refuses."""

    def __init__(self, work: Working, aim: Aim) -> None:
        self._work = work
        self._aim = aim
        self._numbering = _Numbering(work.names)
        self._output = Output(work.release, aim.options, work.done)
        self._noted = {name: len(files) for name, files in work.done.items()}
        self.articles = _resume(work, aim.options, self._output)
        """How many articles the interrupted export before this one has done with: they need not come again."""

    def add(self, names: Names, entries: Entries, parts: Sequence[Part]) -> None:
        """The articles of one task, in export order; `parts` are the records of those whose outcome is a split."""
        here, fresh = self._numbering.renumbered(names, entries)
        if fresh.sites or fresh.extractors:
            self._work.note(Event(sites=fresh.sites, extractors=fresh.extractors))
        with self._work.entries.open("ab") as stream:
            stream.write(here.tobytes())
        self._output.append(parts)
        self._note_whole_files()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._output.abandon()

    def close(self) -> None:
        """End all files and write the index."""
        self._files = self._output.finish()
        self._index = _write_index(self._work.entries, self._numbering.names, self._work.release / index.FILE)

    def finish(self, lineage: Lineage) -> Manifest:
        """Write companions and manifest, after `close`."""
        options, release = self._aim.options, self._work.release
        found = index.load(release / index.FILE)
        figures = counts(options, found.names, index.parts(found.entries))
        told = Manifest(
            kind=lineage.kind,
            release=release_id(options, self._index.sha256),
            parent=lineage.parent,
            result=lineage.result,
            options=options,
            archive=self._aim.archive,
            counts=figures,
            removed=lineage.removed,
            versions=self._aim.versions,
            publication=self._publication(lineage, figures),
            files=(*self._files, *lineage.files, self._index),
        )
        beside = write_companions(told, files_of(options, self._files), release)
        told = msgspec.structs.replace(told, files=(*told.files, *beside))
        manifest.write(told, release)
        return told

    def _publication(self, lineage: Lineage, figures: Counts) -> Publication:
        """A delta does not know of which papers the release will be that it is applied to."""
        whole = self._aim.publication
        return whole if lineage.kind == "delta" else whole.of({source.site for source in figures.sources})

    def _note_whole_files(self) -> None:
        for split, files in self._output.done.items():
            for file in files[self._noted.get(split, 0) :]:
                self._work.note(Event(split=split, file=file))
            self._noted[split] = len(files)


def release_id(options: Options, index_digest: str) -> str:
    """The name of a release: what was chosen and, by the digests in its index, all that is written."""
    return sha256(msgspec.json.encode(options) + index_digest.encode()).hexdigest()


class _Numbering:
    """Gives names numbers in the order in which they come."""

    def __init__(self, names: Names) -> None:
        self._sites = {name: number for number, name in enumerate(names.sites)}
        self._extractors = {name: number for number, name in enumerate(names.extractors)}

    @property
    def names(self) -> Names:
        return Names(tuple(self._sites), tuple(self._extractors))

    def renumbered(self, names: Names, entries: Entries) -> tuple[Entries, Names]:
        """The entries with numbers of this numbering, and the names that are new to it."""
        before = len(self._sites), len(self._extractors)
        here = np.array(entries)
        if len(here):
            here["site"] = _numbers(self._sites, names.sites)[here["site"]]
            here["extractor"] = _numbers(self._extractors, names.extractors)[here["extractor"]]
        return here, Names(tuple(self._sites)[before[0] :], tuple(self._extractors)[before[1] :])


def _numbers(known: dict[str, int], names: tuple[str, ...]) -> npt.NDArray[np.uint16]:
    return np.array([known.setdefault(name, len(known)) for name in names], np.uint16)


def _write_index(spool: Path, names: Names, path: Path) -> FileEntry:
    """The index out of the entries so far, with no name that none of them refers to."""
    entries = index.load_entries(spool)
    kept, sites, extractors = index.used(names, index.parts(entries))
    file = Hashed(path.open("wb"))
    index.write(file, kept, (_with(part, sites, extractors) for part in index.parts(entries)))
    file.close()
    return FileEntry(index.FILE, file.size, file.digest())


def _with(part: Entries, sites: npt.NDArray[np.uint16], extractors: npt.NDArray[np.uint16]) -> Entries:
    here = np.array(part)
    here["site"], here["extractor"] = sites[part["site"]], extractors[part["extractor"]]
    return here


def _resume(work: Working, options: Options, output: Output) -> int:
    """Cut the entries where all splits have whole files for what is before, and say so to the output.

    Returns how many articles that are.
    """
    durable = [sum(file.articles for file in output.done[name]) for name in split_names(options)]
    entries = index.load_entries(work.entries)
    places = [np.flatnonzero(entries["outcome"] == split) for split in range(len(durable))]
    begun = [int(at[done]) for at, done in zip(places, durable, strict=True) if done < len(at)]
    tasks = [0, *index.tasks(entries, outgoing.AT_ONCE)]  # row groups are of whole tasks
    end = max(task for task in tasks if task <= min(begun, default=len(entries)))
    kept = entries[:end]
    output.pass_over([int(np.count_nonzero(kept["outcome"] == split)) for split in range(len(durable))])
    articles = len(np.unique(kept["id"]))
    del entries, kept
    with work.entries.open("r+b") as stream:
        stream.truncate(end * ENTRY.itemsize)
    return articles
