"""A WARC file as it was at one moment, though a crawl goes on with it meanwhile."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_CUR, SEEK_SET, BufferedReader, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.warc.segment import open_for_reading

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@contextmanager
def beginning(directory: Path, name: str, size: int) -> Iterator[BufferedReader]:
    """The first `size` bytes of the file `name`, closed or not. Raises FileNotFoundError when it is not there."""
    descriptor = open_for_reading(directory, name)
    try:
        yield BufferedReader(_Beginning(descriptor, size))
    finally:
        os.close(descriptor)


class _Beginning(RawIOBase):
    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self._size = size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = SEEK_SET, /) -> int:
        self._position = offset + {SEEK_SET: 0, SEEK_CUR: self._position}.get(whence, self._size)
        return self._position

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        into = memoryview(buffer)
        data = os.pread(self._descriptor, max(0, min(len(into), self._size - self._position)), self._position)
        into[: len(data)] = data
        self._position += len(data)
        return len(data)
