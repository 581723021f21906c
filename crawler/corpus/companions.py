"""The files that stand beside those of a release: what people and tools read of it first."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from crawler.corpus.card import croissant, readme
from crawler.corpus.manifest import FileEntry, Manifest
from crawler.corpus.selection import Format

CARD = "README.md"
CROISSANT = "croissant.json"


def write_companions(manifest: Manifest, splits: Mapping[str, Sequence[FileEntry]], folder: Path) -> list[FileEntry]:
    """Write card and Croissant description into the release; `splits` are the files of each split, in order.

    A folder in the seed format holds nothing but articles, so it has neither. Raises OSError.
    """
    if manifest.options.format is Format.SEED:
        return []
    return [_write(folder, CARD, readme(manifest, splits)), _write(folder, CROISSANT, croissant(manifest, splits))]


def _write(folder: Path, name: str, content: bytes) -> FileEntry:
    (folder / name).write_bytes(content)
    return FileEntry(name, len(content), sha256(content).hexdigest())
