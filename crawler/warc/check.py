"""A WARC file read member by member, every digest made again, past whatever is damaged."""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from crawler.warc.build import digest
from crawler.warc.coding import Undecodable, decode
from crawler.warc.message import header_values, parse_response
from crawler.warc.reader import MAX_BLOCK, MAX_BODY, Record, UnreadableRecord, original, records_of
from crawler.warc.repair import next_member
from crawler.warc.segment import OPEN, is_at, lock, open_for_reading

_CHUNK = 64 * 1024
_MOST = MAX_BLOCK + _CHUNK  # with the WARC headers


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands at `offset`: `fault` says what is wrong with it, and then nothing else may be known.

    `status` is that of the HTTP answer, 0 for what is none; `digest` is the payload's, as the record tells it;
    `decoded` that of the body out of its Content-Encoding, "" when the body stands elsewhere or cannot be decoded.
    """

    offset: int
    type: str = ""
    url: str = ""
    digest: str = ""
    status: int = 0
    fault: str = ""
    date: str = ""
    decoded: str = ""


def left_open(directory: Path, name: str) -> bool:
    """Whether the file still has `.open` though no living program writes it."""
    path = directory / (name + OPEN)
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return lock(descriptor) and is_at(descriptor, path)
    finally:
        os.close(descriptor)


def check(directory: Path, name: str) -> Iterator[Checked]:
    """Everything in the WARC file `name`, in order, as far as it reached when it was opened: a crawl may go on with it.

    A torn end of one with `.open` is left out. Raises OSError when the file cannot be read.
    """
    with os.fdopen(open_for_reading(directory, name), "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        unfinished = not is_at(stream.fileno(), directory / name)
        offset: int | None = 0
        while offset is not None and offset < size:
            data, length = _member(stream, offset)
            if length == 0:  # a crawl took back what did not fit
                return
            if data is not None:
                yield _checked(directory, data, offset)
                offset += length
                continue
            following = next_member(stream, offset + 1)
            if following is not None or not unfinished:
                yield Checked(offset, fault="the record there cannot be unpacked")
            offset = following


def _member(stream: BinaryIO, offset: int) -> tuple[bytes | None, int]:
    """The gzip member at `offset` unpacked, and its length there; no bytes when it is damaged, length 0 at the end."""
    stream.seek(offset)
    gzip, out, read = zlib.decompressobj(zlib.MAX_WBITS + 16), bytearray(), 0
    while not gzip.eof and (data := stream.read(_CHUNK)):
        read += len(data)
        try:
            out += gzip.decompress(data, _MOST - len(out))
        except zlib.error:
            return None, read
        if len(out) >= _MOST:
            return None, read
    return (bytes(out), read - len(gzip.unused_data)) if gzip.eof else (None, read)


def _checked(directory: Path, data: bytes, offset: int) -> Checked:
    try:
        record = next(records_of(BytesIO(data), "record"))
        status, payload, decoded = _http(record)
    except (UnreadableRecord, ValueError, StopIteration) as error:
        return Checked(offset, fault=f"no WARC record is there ({error})")
    told = record.header("WARC-Payload-Digest")
    fault = _digest_fault(record, payload) or _origin_fault(directory, record)
    url, date = record.header("WARC-Target-URI"), record.header("WARC-Date")
    return Checked(offset, record.type, url, told, status, fault, date, decoded)


def _http(record: Record) -> tuple[int, bytes | None, str]:
    """Status and payload of an answer that stands there in full, and the digest of its decoded body."""
    if record.type not in {"response", "revisit"}:
        return 0, None, ""
    answer = parse_response(record.block)
    if record.type == "revisit":
        return answer.status, None, ""
    encodings = header_values(answer.headers, b"content-encoding")
    try:
        return answer.status, answer.body, digest(decode(answer.body, encodings, MAX_BODY))
    except Undecodable:
        return answer.status, answer.body, ""


def _digest_fault(record: Record, payload: bytes | None) -> str:
    block = record.header("WARC-Block-Digest")
    if block and block != digest(record.block):
        return f"its bytes are not those of its digest {block}"
    told = record.header("WARC-Payload-Digest")
    if payload is not None and told != digest(payload):
        return f"its payload is not that of its digest {told}"
    return ""


def _origin_fault(directory: Path, record: Record) -> str:
    try:
        original(directory, record)
    except (UnreadableRecord, ValueError) as error:
        return f"it refers to a record that is not there ({error})"
    return ""
