"""What is made for a package and is whole: an interrupted export of the same WARC files takes it up."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


class Pieces:
    """Files by key, in a folder. A key names all that the content follows from. Everything raises OSError."""

    def __init__(self, folder: Path) -> None:
        """The folder is made when it is not there."""
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._begun = folder / "begun"
        self._begun.unlink(missing_ok=True)

    def __len__(self) -> int:
        return sum(path != self._begun for path in self._folder.iterdir())

    def of(self, key: str, make: Callable[[BinaryIO], None]) -> BinaryIO:
        """The piece of this key, to be read; `make` writes it when it is not there."""
        path = self._folder / key
        if not path.exists():
            with self._begun.open("wb") as stream:
                make(stream)
                stream.flush()
                os.fsync(stream.fileno())
            self._begun.replace(path)
        return path.open("rb")
