"""Articles as one file each, in the seed format."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from crawler.corpus.manifest import FileEntry


class Seeds:
    """Writes `NNN_<digest>.txt` an article, numbered from 0, into a folder: that of the release, or one a split."""

    def __init__(self, folder: Path, below: str, done: list[FileEntry]) -> None:
        """`below` is empty or the split's folder with `/`; `done` are files that an interrupted export left."""
        self._folder = folder
        self._below = below
        self.done = done
        (folder / below).mkdir(exist_ok=True)

    def append(self, records: list[bytes]) -> None:
        """Write more files. Raises OSError."""
        for content in records:
            digest = sha256(content).hexdigest()
            path = f"{self._below}{len(self.done):03d}_{digest[:16]}.txt"
            (self._folder / path).write_bytes(content)
            self.done.append(FileEntry(path, len(content), digest, 1))

    def finish(self) -> list[FileEntry]:
        """The files."""
        return self.done


def contents(folder: Path, files: Sequence[FileEntry]) -> Iterator[bytes]:
    """The contents of these files. Raises OSError."""
    for file in files:
        yield (folder / file.path).read_bytes()
