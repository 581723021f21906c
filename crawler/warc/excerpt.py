"""Chosen records of a WARC file as a smaller one of the same name, for a package that may hold no others."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from crawler.items import WarcRef
from crawler.warc import build
from crawler.warc.reader import Record, UnreadableRecord, record_at, records_from
from crawler.warc.segment import open_for_reading

Place = tuple[str, int]
"""A file's name and the offset of a record in it."""

# They say where the older record lies in files that are not the excerpt; its id, address and date find it there.
_HINTS = {"warc-refers-to-filename", "warc-refers-to-file-offset"}
_MADE_ANEW = {"warc-type", "warc-block-digest", "content-type", "content-length"}


def places(directory: Path, ref: WarcRef) -> list[Place]:
    """The record that `ref` names and, when that is a revisit, the one it points to. Raises UnreadableRecord."""
    record = record_at(directory, ref.file, ref.offset)
    older, offset = record.header("WARC-Refers-To-Filename"), record.header("WARC-Refers-To-File-Offset")
    return [(ref.file, ref.offset), *([(older, int(offset))] if record.type == "revisit" else [])]


def excerpt(directory: Path, name: str, offsets: Iterable[int], out: BinaryIO) -> None:
    """Copy the warcinfo that a file begins with, then the records at these offsets, in order, each with its request.

    Before the first of each later run stands the warcinfo of that run. All are copied as they are; a revisit alone is
    written anew, without the hints at offsets that no longer hold. Raises UnreadableRecord, OSError.
    """
    with _opened(directory, name) as stream, _opened(directory, name) as beside:
        infos = _infos(beside, name)
        known: set[str] = set()
        for offset in (0, *offsets):
            start = offset
            for record in _exchange(stream, offset, name):
                run = record.header("WARC-Record-ID" if record.type == "warcinfo" else "WARC-Warcinfo-ID")
                info = None if offset == 0 or run in known else _found(run, infos)
                known.add(run)
                if info is not None:
                    out.write(_member(beside, info.offset, info))
                out.write(_member(stream, start, record))
                start += record.length


def _opened(directory: Path, name: str) -> BufferedReader:
    return os.fdopen(open_for_reading(directory, name), "rb")


def _infos(stream: BufferedReader, name: str) -> Iterator[Record]:
    """Every warcinfo, as far as the file can be read: damage elsewhere does not keep chosen records out."""
    with suppress(UnreadableRecord):
        yield from (record for record in records_from(stream, 0, name) if record.type == "warcinfo")


def _found(run: str, infos: Iterator[Record]) -> Record | None:
    return next((info for info in infos if info.header("WARC-Record-ID") == run), None)


def _exchange(stream: BufferedReader, offset: int, name: str) -> Iterator[Record]:
    """The record at `offset`, and the request behind it when it belongs to it."""
    following = records_from(stream, offset, name)
    first = next(following, None)
    if first is None:
        raise UnreadableRecord(f"{name}: no WARC record at offset {offset}")
    yield first
    second = None if first.type == "warcinfo" else next(following, None)
    if second is not None and second.header("WARC-Concurrent-To") == first.header("WARC-Record-ID"):
        yield second


def _member(stream: BufferedReader, offset: int, record: Record) -> bytes:
    if record.type != "revisit":
        return os.pread(stream.fileno(), record.length, offset)
    left_out = _HINTS | _MADE_ANEW
    headers = {name: value for name, value in record.headers if name.lower() not in left_out}
    # ISA-L packs otherwise on another processor, and a package is the same on any.
    return build.member("revisit", headers, record.block, stored=True)
