"""WARC files that a crash left open: cut back to the last whole member and closed."""

import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crawler.warc.segment import OPEN, SUFFIX, finish, is_at, lock, not_recorded

_CHUNK = 64 * 1024
_MAGIC = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Repair:
    """What was done to one left-over file: `members` whole records kept, `cut` bytes of a torn tail taken off.

    `damaged_at` is the offset of a place that cannot be read though whole records follow it: no crash does that, so
    nothing is cut and the file needs a look. An empty file is removed.
    """

    file: str
    members: int
    cut: int
    damaged_at: int | None = None

    def __str__(self) -> str:
        if self.damaged_at is not None:
            return f"{self.file}: damaged at offset {self.damaged_at}, whole records follow; nothing was cut"
        if not self.members:
            return f"{self.file}: held no whole record ({self.cut} bytes), removed"
        return f"{self.file}: left open, {self.members} whole records kept, {self.cut} bytes of a torn tail cut off"


def repair(directory: Path) -> list[Repair]:
    """Close every `.open` file in `directory` that no living process writes. Raises NotRecorded when it cannot.

    Files without `.open` were closed whole and are not touched.
    """
    left_over = sorted(directory.glob(f"*{SUFFIX}{OPEN}"))
    return [done for path in left_over if (done := _repair(path)) is not None]


def _repair(path: Path) -> Repair | None:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None  # its writer closed it just now
    except OSError as error:
        raise not_recorded(path, error) from error
    try:
        if lock(descriptor) and is_at(descriptor, path):
            return _close_left_over(descriptor, path)
        return None
    except OSError as error:
        raise not_recorded(path, error) from error
    finally:
        os.close(descriptor)


def _close_left_over(descriptor: int, path: Path) -> Repair:
    name = path.name.removesuffix(OPEN)
    size = os.fstat(descriptor).st_size
    with open(descriptor, "rb", closefd=False) as stream:
        members, end = _whole(stream)
        damaged = end < size and next_member(stream, end + 1) is not None
    if damaged:
        finish(descriptor, path)
        return Repair(name, members, 0, damaged_at=end)
    os.ftruncate(descriptor, end)
    if members:
        finish(descriptor, path)
    else:
        path.unlink()
    return Repair(name, members, size - end)


def _whole(stream: BinaryIO) -> tuple[int, int]:
    """How many whole members the file starts with, and where the last of them ends."""
    members, end = 0, 0
    while (length := _member_length(stream, end)) is not None:
        members, end = members + 1, end + length
    return members, end


def _member_length(stream: BinaryIO, offset: int) -> int | None:
    """The length of the gzip member at `offset` when it is whole, its checksum right and a WARC record in it."""
    stream.seek(offset)
    gzip, read, start = zlib.decompressobj(zlib.MAX_WBITS + 16), 0, b""
    while not gzip.eof and (data := stream.read(_CHUNK)):
        read += len(data)
        try:
            start = _unpack(gzip, data, start)
        except zlib.error:
            return None
    return read - len(gzip.unused_data) if gzip.eof and start.startswith(b"WARC/") else None


def _unpack(gzip: "zlib._Decompress", data: bytes, start: bytes) -> bytes:
    """Feed `data`, throw the output away but for the first piece, which is kept in `start`."""
    while data and not gzip.eof:  # at its end zlib leaves `unconsumed_tail` as it was
        piece = gzip.decompress(data, _CHUNK)
        start, data = start or piece, gzip.unconsumed_tail
    return start


def ends_whole(stream: BinaryIO) -> bool:
    """Whether the file ends with a whole member: the last 64 KB are searched for where that begins."""
    end = stream.seek(0, os.SEEK_END)
    start = stream.seek(max(0, end - _CHUNK))
    tail = stream.read(_CHUNK)
    position = tail.rfind(_MAGIC)
    while position >= 0:
        if _member_length(stream, start + position) == end - start - position:
            return True
        position = tail.rfind(_MAGIC, 0, position)
    return False


def next_member(stream: BinaryIO, start: int) -> int | None:
    """Where at or after `start` the next whole member begins; None when there is none."""
    position = start
    while True:
        stream.seek(position)
        window = stream.read(_CHUNK)
        found = window.find(_MAGIC)
        if found >= 0 and _member_length(stream, position + found) is not None:
            return position + found
        if found < 0 and len(window) < _CHUNK:
            return None
        position += found + 1 if found >= 0 else len(window) - len(_MAGIC) + 1
