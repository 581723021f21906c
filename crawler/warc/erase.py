"""Records taken out of closed WARC files. A file is written anew beside the old one and takes its place in one step."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin

from crawler.errors import NotRecorded
from crawler.urls import canonicalize
from crawler.warc.message import header_values, parse_response
from crawler.warc.notice import Notice, notice_member
from crawler.warc.reader import Record, UnreadableRecord, records, records_from
from crawler.warc.segment import OPEN, SUFFIX, is_at, lock, names, not_recorded, open_for_reading, sync_folder

_HALF = ".rewriting"
_CHUNK = 1024 * 1024
Wanted = Mapping[str, Notice]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken out of one file: how many records; none when it held none of those."""

    file: str
    records: int


@dataclass(frozen=True, slots=True)
class _Head:
    """What must be known of a record to tell whether it goes; `location` is where a redirect led."""

    offset: int
    length: int
    kind: str
    record_id: str
    digest: str
    url: str
    location: str


def in_use(directory: Path, wanted: Wanted) -> str | None:
    """A file that a living program writes and that holds such records; None when there is none."""
    for path in sorted(directory.glob(f"*{SUFFIX}{OPEN}")):
        with suppress(FileNotFoundError), path.open("rb") as stream:  # it may be closed just now
            if _holds(stream, path.name, wanted):
                return path.name
    return None


def erase(directory: Path, wanted: Wanted) -> Iterator[Erased]:
    """Take every record of these addresses out of all files: responses, requests, revisits, redirects to them.

    Addresses are compared as they stand and in canonical form. Yields an answer a file, when that file is safe on the
    disk. Run again after a crash, it goes on: what is taken out already is not found again. Raises NotRecorded when a
    file cannot be written or another program works on one that holds such records, UnreadableRecord when one cannot be
    read to its end.
    """
    for half in directory.glob(f"*{SUFFIX}{_HALF}"):
        half.unlink(missing_ok=True)
    for name in reversed(names(directory)):  # the youngest first: it is the one that a crawl may go on with
        path = directory / name
        try:
            yield _erase_from(path, wanted)
        except OSError as error:
            raise not_recorded(path, error) from error


def _erase_from(path: Path, wanted: Wanted) -> Erased:
    with os.fdopen(open_for_reading(path.parent, path.name), "rb") as stream:
        if not (lock(stream.fileno()) and is_at(stream.fileno(), path)):
            if not _holds(stream, path.name, wanted):
                return Erased(path.name, 0)
            raise NotRecorded(f"{path}: another program works on this file: wait until it ends and run this again")
        chosen = list(_chosen(_heads(path), wanted))
        if chosen:
            _rewrite(stream, path, _spans(chosen))
    return Erased(path.name, len(chosen))


def _holds(stream: BinaryIO, name: str, wanted: Wanted) -> bool:
    """Whether such records are there, up to where the writer of the file is just now."""
    heads: list[_Head] = []
    with suppress(UnreadableRecord):
        heads.extend(map(_head, records_from(stream, 0, name)))
    return any(_chosen(heads, wanted))


def _heads(path: Path) -> list[_Head]:
    """The heads of all records, a few hundred bytes each: a file of 1 GB has some ten thousand."""
    return [_head(record) for record in records(path)]


def _head(record: Record) -> _Head:
    url = record.header("WARC-Target-URI")
    return _Head(
        record.offset, record.length, record.type, record.header("WARC-Record-ID"),
        record.header("WARC-Payload-Digest"), url, _location(record, url),
    )  # fmt: skip


def _location(record: Record, url: str) -> str:
    if record.type != "response" or record.block[9:10] != b"3":
        return ""
    try:
        values = header_values(parse_response(record.block).headers, b"location")
        return urljoin(url, values[0].decode("latin-1")) if values else ""
    except ValueError:
        return ""


def _chosen(heads: Sequence[_Head], wanted: Wanted) -> Iterator[tuple[_Head, Notice]]:
    """The records that go, in order. A redirect to one of the addresses makes its own address one of them."""
    all_wanted = dict(wanted)
    for head in reversed(heads):  # a redirect stands before what it led to
        found = _of(all_wanted, head.location) if head.location else None
        if found:
            all_wanted.setdefault(head.url, found)
    for head in heads:
        notice = _of(all_wanted, head.url)
        if notice and head.kind != "metadata":
            yield head, notice


def _of(wanted: Wanted, url: str) -> Notice | None:
    return wanted.get(url) or wanted.get(canonicalize(url))


def _spans(chosen: Sequence[tuple[_Head, Notice]]) -> list[tuple[_Head, Notice]]:
    """Records of one article that touch each other, as one: an answer and its request make room for one notice."""
    spans: list[tuple[_Head, Notice]] = []
    for head, notice in chosen:
        last, of = spans[-1] if spans else (None, None)
        if last and of == notice and last.offset + last.length == head.offset:
            spans[-1] = (replace(last, length=last.length + head.length), notice)
        else:
            spans.append((head, notice))
    return spans


def _rewrite(stream: BinaryIO, path: Path, spans: Sequence[tuple[_Head, Notice]]) -> None:
    half = path.with_name(path.name + _HALF)
    try:
        with half.open("xb") as out:
            for span, notice in spans:
                _copy(stream, out, span.offset - out.tell())
                out.write(_notice(path, span, notice))
                stream.seek(out.tell())
            _copy(stream, out, os.fstat(stream.fileno()).st_size - out.tell())
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
        sync_folder(path.parent)
    finally:
        half.unlink(missing_ok=True)


def _notice(path: Path, span: _Head, notice: Notice) -> bytes:
    try:
        return notice_member(notice, span.record_id, span.digest, span.length)
    except ValueError as error:
        raise UnreadableRecord(f"{path}: offset {span.offset}: {error}") from error


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size > 0:
        data = source.read(min(size, _CHUNK))
        if not data:
            raise OSError(0, "the file became shorter while it was read")
        target.write(data)
        size -= len(data)
