"""WARC records read back: one by its reference, or all of a file."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.errors import KhoBaoError
from crawler.items import WarcRef
from crawler.warc import coding, message
from crawler.warc.build import digest
from crawler.warc.exchange import Headers
from crawler.warc.segment import open_for_reading

# No record that the crawler writes is larger: DOWNLOAD_MAXSIZE is 16 MB.
MAX_BLOCK = 64 * 1024 * 1024
MAX_BODY = 64 * 1024 * 1024


class UnreadableRecord(KhoBaoError):
    """A WARC record is not where it should be, or is not what it should be."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it lies in its file: `offset` and `length` of its gzip member in bytes, header names as written."""

    offset: int
    length: int
    headers: tuple[tuple[str, str], ...]
    block: bytes

    @property
    def type(self) -> str:
        return self.header("WARC-Type")

    def header(self, name: str) -> str:
        """The first WARC header of that name, or the empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class RecordedResponse:
    """A response as it was served. `body` is the entity body out of its Content-Encoding; headers are Latin-1 text,
    so `value.encode("latin-1")` gives the bytes received. `ref` names the record that was asked for."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    ip: str | None
    truncated: str | None
    ref: WarcRef


def records(path: Path) -> Iterator[Record]:
    """Every record of a WARC file, in order. Raises UnreadableRecord where the file stops making sense."""
    with path.open("rb") as stream:
        yield from records_of(stream, str(path))


def records_from(stream: BinaryIO, offset: int, name: str) -> Iterator[Record]:
    """The records of an open WARC file from `offset` on. Raises UnreadableRecord, which names the file `name`."""
    stream.seek(offset)
    yield from records_of(stream, name)


def record_at(directory: Path, file: str, offset: int) -> Record:
    """The record at `offset` of a file that is closed or still open. Raises UnreadableRecord."""
    try:
        with os.fdopen(open_for_reading(directory, file), "rb") as stream:
            stream.seek(offset)
            return next(records_of(stream, file))
    except StopIteration:
        raise UnreadableRecord(f"{file}: no WARC record at offset {offset}") from None
    except OSError as error:
        raise UnreadableRecord(f"{directory / file}: {error.strerror}") from error


def read(directory: Path, ref: WarcRef, *, max_body: int = MAX_BODY) -> RecordedResponse:
    """The response that `ref` names; a revisit brings the body of the record it points to.

    `max_body` bounds the decoded body in bytes. Raises UnreadableRecord when the record is missing, damaged or too
    large, or its payload has another digest than `ref`.
    """
    record = record_at(directory, ref.file, ref.offset)
    full = original(directory, record)
    answer, payload = _parse(record, ref), _parse(full, ref).body
    if digest(payload) != ref.digest:
        raise UnreadableRecord(f"{ref.file}: the payload at offset {ref.offset} is not {ref.digest}")
    return RecordedResponse(
        url=record.header("WARC-Target-URI"),
        status=answer.status,
        reason=answer.reason,
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers),
        body=_decoded(payload, _parse(full, ref).headers, max_body, ref),
        fetched_at=datetime.fromisoformat(record.header("WARC-Date")).astimezone(UTC),
        ip=record.header("WARC-IP-Address") or None,
        truncated=full.header("WARC-Truncated") or None,
        ref=ref,
    )


def original(directory: Path, record: Record) -> Record:
    """The record that holds the payload: the one a revisit points to, else `record` itself. Raises UnreadableRecord."""
    if record.type != "revisit":
        return record
    file, offset = record.header("WARC-Refers-To-Filename"), record.header("WARC-Refers-To-File-Offset")
    full = record_at(directory, file, int(offset))
    if full.header("WARC-Record-ID") != record.header("WARC-Refers-To"):
        raise UnreadableRecord(f"{file}: the record at offset {offset} is not the one a revisit refers to")
    return full


def records_of(stream: BinaryIO, name: str) -> Iterator[Record]:
    """Every record of a stream, packed or not; `name` is for errors. Raises UnreadableRecord."""
    iterator = WARCIterator(stream, no_record_parse=True)
    try:
        for found in iterator:
            block = found.raw_stream.read(MAX_BLOCK + 1)
            if len(block) > MAX_BLOCK:
                raise UnreadableRecord(f"{name}: a record is larger than {MAX_BLOCK} bytes")
            if len(block) != found.length:
                raise UnreadableRecord(f"{name}: a record ends {found.length - len(block)} bytes before its length")
            headers = tuple(found.rec_headers.headers)
            yield Record(iterator.get_record_offset(), iterator.get_record_length(), headers, block)
    except (ArchiveLoadFailed, ValueError) as error:
        raise UnreadableRecord(f"{name}: not a WARC record: {error}") from error


def _parse(record: Record, ref: WarcRef) -> message.Response:
    try:
        return message.parse_response(record.block)
    except ValueError as error:
        raise UnreadableRecord(f"{ref.file}: offset {ref.offset}: {error}") from error


def _decoded(payload: bytes, headers: Headers, limit: int, ref: WarcRef) -> bytes:
    try:
        return coding.decode(payload, message.header_values(headers, b"content-encoding"), limit)
    except coding.Undecodable as error:
        raise UnreadableRecord(f"{ref.file}: offset {ref.offset}: {error}") from error
