"""A file whose size and SHA-256 are known when it is closed."""

import os
from contextlib import suppress
from hashlib import sha256
from typing import BinaryIO


class Hashed:
    """Writes to a stream, and counts and digests what it writes. Closing it puts the bytes on the disk."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hashed = sha256()
        self.size = 0
        self.closed = False
        self._abandoned = False

    def write(self, data: bytes) -> int:
        """Write all of it. Raises OSError."""
        if self._abandoned:
            return len(data)
        self._hashed.update(data)
        self.size += len(data)
        return self._stream.write(data)

    def tell(self) -> int:
        return self.size

    def flush(self) -> None:
        self._stream.flush()

    def close(self) -> None:
        """Raises OSError when the disk did not take it all."""
        if not self.closed:
            self.closed = True
            with self._stream:
                self._stream.flush()
                os.fsync(self._stream.fileno())

    def abandon(self) -> None:
        """Let go of the file. What is still written to it, as Parquet's writer does in the end, goes nowhere."""
        if not self.closed:
            self.closed = self._abandoned = True
            with suppress(OSError):
                self._stream.close()

    def digest(self) -> str:
        """SHA-256 in hex of what was written so far."""
        return self._hashed.hexdigest()
