"""Files of lines, packed or plain by their extension."""

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import zstandard

from crawler.errors import BadInput

EXTENSIONS = (".jsonl", ".jsonl.gz", ".jsonl.zst")


def is_jsonl(path: Path) -> bool:
    """Whether the name says that the file holds JSON lines."""
    return path.name.endswith(EXTENSIONS)


def read_lines(path: Path, longest: int) -> Iterator[bytes]:
    """The lines of the file, unpacked, with their newlines.

    Raises BadInput when the file cannot be read, its packing is broken, or a line has more than `longest` bytes.
    """
    try:
        with path.open("rb") as packed, _unpacked(packed, path.suffix) as stream:
            while line := stream.readline(longest + 1):
                if len(line) > longest:
                    raise BadInput(f"{path}: a line longer than {longest >> 20} MB; is it JSON lines?")
                yield line
    except (OSError, EOFError, zstandard.ZstdError) as error:
        raise BadInput(f"{path}: cannot be read: {error}") from error


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears, whole, when the block ends without an error; packed by its extension.

    Raises BadInput when it cannot be written.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _removed_on_error(partial):
            with partial.open("wb") as plain, _packed(plain, path.suffix) as stream:
                yield stream
            partial.replace(path)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}") from error


@contextmanager
def _removed_on_error(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _unpacked(packed: IO[bytes], suffix: str) -> IO[bytes]:
    if suffix == ".gz":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=packed))
    if suffix == ".zst":
        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True))
    return packed


def _packed(plain: IO[bytes], suffix: str) -> IO[bytes]:
    if suffix == ".gz":
        return cast("IO[bytes]", gzip.GzipFile(filename="", fileobj=plain, mode="wb", mtime=0))
    if suffix == ".zst":
        return cast("IO[bytes]", zstandard.ZstdCompressor(level=6).stream_writer(plain, closefd=False))
    return plain
