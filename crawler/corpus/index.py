"""The index of a release, `articles.index`: 48 bytes for every article that its steps were given, in export order.

By it a later export knows what has changed, `khobao release apply` knows where each article belongs, and all counts of
the manifest are made. The file is one line of JSON (names that entries refer to by number) and the entries.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from crawler.errors import BadInput

FILE = "articles.index"
UNDATED = 2**63 - 1
LEFT_OUT = 16
"""`outcome` of an article that the first step left out, and so on; below it are the numbers of splits."""

COPY_KINDS = ("unique", "exact", "near", "contained", "template")
AT_ONCE = 100_000
"""Entries held at once: 5 MB."""

ENTRY = np.dtype(
    [
        ("moment", "<i8"),  # of publication, microseconds since 1970; UNDATED when it is not known
        ("id", "<u8"),
        ("digest", "V16"),  # of what was written; zeros when nothing was
        ("revision", "<u4"),
        ("characters", "<u4"),
        ("site", "<u2"),
        ("extractor", "<u2"),
        ("masked", "<u2"),
        ("outcome", "u1"),
        ("copy", "u1"),
    ]
)
Entries: TypeAlias = npt.NDArray[Any]


class Sink(Protocol):
    """What an index is written to."""

    def write(self, data: bytes, /) -> object: ...


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the entries refer to by number."""

    sites: tuple[str, ...] = ()
    extractors: tuple[str, ...] = ()


class Index(NamedTuple):
    """An index that lies in a file; `entries` is read from it as needed."""

    names: Names
    entries: Entries


def load(path: Path) -> Index:
    """Open the index in a file. Raises BadInput when it is none."""
    try:
        with path.open("rb") as stream:
            head = stream.readline(64 * 1024 * 1024)
        names = msgspec.json.decode(head, type=Names)
        size = path.stat().st_size - len(head)
        if size % ENTRY.itemsize:
            raise BadInput(f"{path}: it was cut off: {size % ENTRY.itemsize} bytes after the last whole entry")
        entries = np.memmap(path, ENTRY, "r", len(head)) if size else np.empty(0, ENTRY)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise BadInput(f"{path}: not the index of a release: {error}") from error
    return Index(names, entries)


def parts(entries: Entries) -> Iterator[Entries]:
    """The entries, AT_ONCE together."""
    return (entries[at : at + AT_ONCE] for at in range(0, len(entries), AT_ONCE))


def tasks(entries: Entries, articles: int) -> list[int]:
    """Where whole tasks of so many articles each end; an article comes with all of its revisions."""
    ends: list[int] = np.append(np.flatnonzero(np.diff(entries["id"])) + 1, len(entries))[
        articles - 1 :: articles
    ].tolist()
    return ends


def load_entries(path: Path) -> Entries:
    """The whole entries in a file that holds nothing else. Raises OSError."""
    count = path.stat().st_size // ENTRY.itemsize
    return np.memmap(path, ENTRY, "r", shape=count) if count else np.empty(0, ENTRY)


def write(stream: Sink, names: Names, chunks: Iterable[Entries]) -> None:
    """Write an index: the names, sorted, and the entries with the numbers that these have then."""
    ordered, site, extractor = _sorted(names)
    stream.write(msgspec.json.encode(ordered) + b"\n")
    for chunk in chunks:
        renumbered = np.array(chunk)
        renumbered["site"] = site[chunk["site"]]
        renumbered["extractor"] = extractor[chunk["extractor"]]
        stream.write(renumbered.tobytes())


def used(names: Names, chunks: Iterable[Entries]) -> tuple[Names, npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
    """The names that some entry refers to, and the new numbers of all."""
    sites, extractors = np.zeros(len(names.sites), bool), np.zeros(len(names.extractors), bool)
    for chunk in chunks:
        sites[chunk["site"]] = True
        extractors[chunk["extractor"]] = True
    kept = Names(_chosen(names.sites, sites), _chosen(names.extractors, extractors))
    return kept, _renumbering(sites), _renumbering(extractors)


def _chosen(names: Sequence[str], chosen: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(name for name, here in zip(names, chosen, strict=True) if here)


def _renumbering(chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint16]:
    numbers: npt.NDArray[np.uint16] = np.maximum(np.cumsum(chosen) - 1, 0).astype(np.uint16)
    return numbers


def _sorted(names: Names) -> tuple[Names, npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
    sites, extractors = sorted(names.sites), sorted(names.extractors)
    return Names(tuple(sites), tuple(extractors)), _places(names.sites, sites), _places(names.extractors, extractors)


def _places(names: Sequence[str], ordered: Sequence[str]) -> npt.NDArray[np.uint16]:
    place = {name: number for number, name in enumerate(ordered)}
    return np.array([place[name] for name in names], np.uint16)
