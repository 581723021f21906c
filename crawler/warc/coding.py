"""Content-Encoding undone, never into more bytes than allowed."""

import zlib
from collections.abc import Callable, Iterator

import brotli
import zstandard

_CHUNK = 64 * 1024


class Undecodable(ValueError):
    """A body that its Content-Encoding does not explain, or that unpacks into too much."""


def decode(body: bytes, encodings: list[bytes], limit: int) -> bytes:
    """`body` out of its Content-Encoding header values, undone from the last to the first.

    An unknown coding and those before it stay, as a browser would leave them; a body cut short gives what it holds.
    `limit` bounds every step in bytes. Raises Undecodable.
    """
    names = [name.strip().lower() for value in encodings for name in value.split(b",") if name.strip()]
    for name in reversed(names):
        unpack = _DECODERS.get(name)
        if unpack is None:
            break
        body = _bounded(name, unpack, body, limit)
    return body


def _bounded(name: bytes, unpack: Callable[[bytes], Iterator[bytes]], body: bytes, limit: int) -> bytes:
    out = bytearray()
    try:
        for piece in unpack(body):
            out += piece
            if len(out) > limit:
                raise Undecodable(f"the body unpacks into more than {limit} bytes")
    except (zlib.error, brotli.error, zstandard.ZstdError) as error:
        raise Undecodable(f"the body is not {name.decode('latin-1')}: {error}") from error
    return bytes(out)


def _gunzip(body: bytes) -> Iterator[bytes]:
    while body:
        stream = zlib.decompressobj(zlib.MAX_WBITS + 16)
        yield from _inflate(stream, body)
        # Further members count, trailing junk does not (RFC 1952, 2.2; browsers do the same).
        body = stream.unused_data if stream.unused_data.startswith(b"\x1f\x8b") else b""


def _undeflate(body: bytes) -> Iterator[bytes]:
    try:
        zlib.decompressobj().decompress(body[:_CHUNK], 1)
        stream = zlib.decompressobj()
    except zlib.error:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)  # old IIS servers send raw deflate
    yield from _inflate(stream, body)


def _inflate(stream: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    while True:
        piece = stream.decompress(data, _CHUNK)
        yield piece
        data = stream.unconsumed_tail
        if stream.eof or not (data or piece):
            return


def _unbrotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=_CHUNK)
    while piece:
        yield piece
        piece = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_CHUNK)


def _unzstd(body: bytes) -> Iterator[bytes]:
    with zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True) as stream:
        while piece := stream.read(_CHUNK):
            yield piece


_DECODERS: dict[bytes, Callable[[bytes], Iterator[bytes]]] = {
    b"gzip": _gunzip,
    b"x-gzip": _gunzip,
    b"deflate": _undeflate,
    b"br": _unbrotli,
    b"zstd": _unzstd,
}
