"""Shards: numbered files of one split, closed one after another and never touched again."""

from pathlib import Path

from crawler.corpus.hashed import Hashed
from crawler.corpus.manifest import FileEntry

SHARD = 256 * 1024 * 1024
"""About so many bytes a shard."""


class Shards:
    """The files of one split, each written to its end before the next one begins."""

    def __init__(self, folder: Path, name: str, suffix: str, done: list[FileEntry]) -> None:
        """`done` are the shards that an interrupted export left whole."""
        self._folder = folder
        self._name = name
        self._suffix = suffix
        self.done = done
        self._open: Hashed | None = None

    def open(self) -> Hashed:
        """The next shard; what an interrupted export left of it is overwritten."""
        self._open = Hashed((self._folder / self._path(len(self.done))).open("wb"))
        return self._open

    def close(self, shard: Hashed, articles: int) -> None:
        """End a shard that `open` gave."""
        shard.close()
        self.done.append(FileEntry(self._path(len(self.done)), shard.size, shard.digest(), articles))

    def abandon(self) -> None:
        """Let go of the shard that is being written."""
        if self._open is not None:
            self._open.abandon()

    def finish(self) -> list[FileEntry]:
        """The shards; a single one needs no number."""
        if len(self.done) == 1:
            (only,) = self.done
            path = f"{self._name}{self._suffix}"
            (self._folder / only.path).replace(self._folder / path)
            return [FileEntry(path, only.bytes, only.sha256, only.articles)]
        return self.done

    def _path(self, number: int) -> str:
        return f"{self._name}-{number:05d}{self._suffix}"
