"""A file whose size and SHA-256 are known when it is closed."""

import os
from hashlib import sha256
from typing import BinaryIO


class Hashed:
    """Writes to a stream, and counts and digests what it writes. Closing it puts the bytes on the disk."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hashed = sha256()
        self.size = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        """Write all of it. Raises OSError."""
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

    def digest(self) -> str:
        """SHA-256 in hex of what was written so far."""
        return self._hashed.hexdigest()
