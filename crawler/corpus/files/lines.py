"""Records that follow each other in shards, compressed or not."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import zstandard

from crawler.corpus.files.shards import Shards
from crawler.corpus.hashed import Hashed
from crawler.corpus.manifest import FileEntry
from crawler.corpus.selection import Compression

SUFFIXES = {Compression.NONE: "", Compression.GZIP: ".gz", Compression.ZSTD: ".zst"}
_BLOCK = 1 << 20
"""Compressors are fed blocks of this size: what they make may depend on how their input was cut."""

_ZSTD_LEVEL = 3
_GZIP_LEVEL = 6
_GZIP_HEADER = 16 + zlib.MAX_WBITS  # zlib writes a header without a time


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class _Plain:
    """No compression."""

    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self) -> bytes:
        return b""


class Lines:
    """Writes records one after another; a shard ends with the record that makes its text SHARD bytes long."""

    def __init__(self, shards: Shards, compression: Compression, most: int) -> None:
        """`most` is SHARD, or less."""
        self._shards = shards
        self._compression = compression
        self._most = most
        self._open: _Shard | None = None

    def append(self, records: list[bytes]) -> None:
        """Write more records. Raises OSError."""
        for record in records:
            shard = self._open = self._open or self._begin()
            shard.append(record)
            if shard.text >= self._most:
                self._end(shard)

    def finish(self) -> list[FileEntry]:
        """Close the last shard; the files. An export without records has one, which is empty."""
        if self._open is not None or not self._shards.done:
            self._end(self._open or self._begin())
        return self._shards.finish()

    def _begin(self) -> "_Shard":
        return _Shard(self._shards.open(), _compressor(self._compression))

    def _end(self, shard: "_Shard") -> None:
        shard.end()
        self._shards.close(shard.file, shard.articles)
        self._open = None


class _Shard:
    """The shard that is being written."""

    def __init__(self, file: Hashed, compressor: _Compressor) -> None:
        self.file = file
        self.text = self.articles = 0
        self._compressor = compressor
        self._pending = bytearray()

    def append(self, record: bytes) -> None:
        self._pending += record
        self.text += len(record)
        self.articles += 1
        if len(self._pending) >= _BLOCK:
            whole = len(self._pending) - len(self._pending) % _BLOCK
            for at in range(0, whole, _BLOCK):
                self.file.write(self._compressor.compress(bytes(self._pending[at : at + _BLOCK])))
            del self._pending[:whole]

    def end(self) -> None:
        self.file.write(self._compressor.compress(bytes(self._pending)))
        self.file.write(self._compressor.flush())


def records(path: Path, compression: Compression, end: bytes) -> Iterator[bytes]:
    """The records of a shard, each with the bytes that end it. Raises OSError and, for damaged ones, BadInput."""
    rest = b""
    for data in _read(path, compression):
        *whole, rest = (rest + data).split(end)
        for record in whole:
            yield record + end


def _read(path: Path, compression: Compression) -> Iterator[bytes]:
    with path.open("rb") as raw:
        stream: Any = raw
        if compression is Compression.GZIP:
            stream = gzip.GzipFile(fileobj=raw)
        elif compression is Compression.ZSTD:
            stream = zstandard.ZstdDecompressor().stream_reader(raw)
        while data := stream.read(_BLOCK):
            yield data


def _compressor(compression: Compression) -> _Compressor:
    if compression is Compression.GZIP:
        return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_HEADER)
    if compression is Compression.ZSTD:
        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()
    return _Plain()
