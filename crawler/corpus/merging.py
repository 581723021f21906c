"""Indexes of a release and its deltas, put together: which entry comes from where, in export order."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crawler.corpus import index
from crawler.corpus.assembly import release_id
from crawler.corpus.index import Entries, Index, Names
from crawler.corpus.selection import Options

_ODD = np.uint64(0x9E37_79B9_7F4A_7C15)


_NOWHERE = 0xFFFF


class Merged(NamedTuple):
    """An index and, for every entry, the release that it comes from (0 is the base) and its place in that one's.

    It holds about 100 bytes an article in memory.
    """

    names: Names
    entries: Entries
    sources: npt.NDArray[np.uint8]
    places: npt.NDArray[np.int64]


def keys(entries: Entries, options: Options) -> npt.NDArray[np.uint64]:
    """What an entry is replaced by: the article, or its revision where all of them are exported."""
    ids: npt.NDArray[np.uint64] = np.array(entries["id"])
    if options.selection.revisions == "all":
        ids ^= entries["revision"].astype(np.uint64) * _ODD
    return ids


def alone(base: Index) -> Merged:
    """A release without deltas."""
    count = len(base.entries)
    return Merged(base.names, np.array(base.entries), np.zeros(count, np.uint8), np.arange(count))


def merged(before: Merged, delta: Index, removed: Entries, source: int, options: Options) -> Merged:
    """The index after a delta, whose entries take the place of those of equal keys; `removed` are those that go."""
    names, ours, theirs = _common(before.names, delta.names)
    coming = _renumbered(delta.entries, theirs)
    stay = ~np.isin(keys(before.entries, options), np.concatenate([keys(coming, options), keys(removed, options)]))
    entries = np.concatenate([_renumbered(before.entries[stay], ours), coming])
    sources = np.concatenate([before.sources[stay], np.full(len(coming), source, np.uint8)])
    places = np.concatenate([before.places[stay], np.arange(len(coming))])
    order = np.lexsort((entries["revision"], entries["id"], entries["moment"]))
    return Merged(names, entries[order], sources[order], places[order])


def name_of(options: Options, whole: Merged) -> str:
    """The name of the release that has this index."""
    hashed = _Hashed()
    kept, sites, extractors = index.used(whole.names, index.parts(whole.entries))
    index.write(hashed, kept, _parts(whole.entries, (sites, extractors)))
    return release_id(options, hashed.digest.hexdigest())


_Numbers = tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]


def _common(one: Names, two: Names) -> tuple[Names, _Numbers, _Numbers]:
    """Names of both, and the numbers that those of either have there."""
    sites = tuple(dict.fromkeys(one.sites + two.sites))
    extractors = tuple(dict.fromkeys(one.extractors + two.extractors))
    names = Names(sites, extractors)
    return names, _places(one, names), _places(two, names)


def _places(of: Names, among: Names) -> _Numbers:
    return _numbers(of.sites, among.sites), _numbers(of.extractors, among.extractors)


def _numbers(of: Sequence[str], among: Sequence[str]) -> npt.NDArray[np.uint16]:
    place = {name: number for number, name in enumerate(among)}
    return np.array([place.get(name, _NOWHERE) for name in of], np.uint16)


def _renumbered(entries: Entries, numbers: _Numbers) -> Entries:
    here = np.array(entries)
    if len(here):
        here["site"], here["extractor"] = numbers[0][here["site"]], numbers[1][here["extractor"]]
    return here


def _parts(entries: Entries, numbers: _Numbers) -> Iterator[Entries]:
    return (_renumbered(part, numbers) for part in index.parts(entries))


def renumbered(entries: Entries, names: Names, among: Names) -> Entries:
    """Entries with the numbers that their names have elsewhere; 65,535 for those that are not there."""
    return _renumbered(entries, (_numbers(names.sites, among.sites), _numbers(names.extractors, among.extractors)))


class _Hashed:
    """Digests what is written to it."""

    def __init__(self) -> None:
        self.digest = sha256()

    def write(self, data: bytes) -> None:
        self.digest.update(data)
