"""The files of a release: its splits, each in the files of the format."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from crawler.corpus.files.lines import SUFFIXES, Lines
from crawler.corpus.files.seeds import Seeds
from crawler.corpus.files.shards import SHARD, Shards
from crawler.corpus.files.tables import Tables
from crawler.corpus.manifest import FileEntry
from crawler.corpus.parts import Part, count, without
from crawler.corpus.selection import Format, Options, split_names

Done = dict[str, list[FileEntry]]
"""By split the files that are whole, in order."""


class Files(Protocol):
    """The files of one split; `append` takes what the tasks have for it, one after another."""

    def append(self, records: Any, /) -> None: ...

    def finish(self) -> list[FileEntry]: ...


class Output:
    """Takes records in export order and writes each into its split."""

    def __init__(self, folder: Path, options: Options, done: Done) -> None:
        """`done` are files that an interrupted export left whole; their records come again and are passed over."""
        self._names = split_names(options)
        self.done: Done = {name: list(done.get(name, [])) for name in self._names}
        self._skip = [sum(file.articles for file in self.done[name]) for name in self._names]
        self._shards: list[Shards] = []
        self._splits = [self._files(folder, options, name) for name in self._names]

    def pass_over(self, written: Sequence[int]) -> None:
        """So many records of each split do not come again."""
        self._skip = [left - here for left, here in zip(self._skip, written, strict=True)]

    def _files(self, folder: Path, options: Options, name: str) -> Files:
        done = self.done[name]
        if options.format is Format.SEED:
            return Seeds(folder, f"{name}/" if options.split else "", done)
        shards = Shards(folder, name, suffix_of(options), done)
        self._shards.append(shards)
        return Tables(shards, SHARD) if options.format is Format.PARQUET else Lines(shards, options.compression, SHARD)

    def append(self, parts: Sequence[Part]) -> None:
        """Write the records of a task, a part for each split. Raises OSError."""
        for split, (files, part) in enumerate(zip(self._splits, parts, strict=True)):
            here = count(part)
            skipped = min(self._skip[split], here)
            self._skip[split] -= skipped
            if skipped < here:
                files.append(without(part, skipped) if skipped else part)

    def finish(self) -> list[FileEntry]:
        """End all files; returns them in order."""
        return [file for files in self._splits for file in files.finish()]

    def abandon(self) -> None:
        """Let go of files that are not whole."""
        for shards in self._shards:
            shards.abandon()


def files_of(options: Options, files: Sequence[FileEntry]) -> dict[str, list[FileEntry]]:
    """The files of each split among those of a finished release."""
    suffix = suffix_of(options)
    return {
        name: [file for file in files if _belongs(file.path, name, suffix, options)] for name in split_names(options)
    }


def suffix_of(options: Options) -> str:
    """How the names of files that hold articles end."""
    if options.format is Format.PARQUET:
        return ".parquet"
    plain = ".jsonl" if options.format is Format.JSONL else ".txt"
    return plain + SUFFIXES[options.compression]


def _belongs(path: str, split: str, suffix: str, options: Options) -> bool:
    if options.format is Format.SEED:
        return path.endswith(suffix) and path.rpartition("/")[0] == (split if options.split else "")
    return path.endswith(suffix) and path.removesuffix(suffix).partition("-")[0] == split
