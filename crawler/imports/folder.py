"""The files of a folder that are to be imported, in the order of their numbers. Nothing of it is believed."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from crawler.errors import BadInput

MAX_BYTES = 4 << 20
"""The longest file that is read: a shelf of novels, and some 100 MB of memory while it becomes an article."""

_NAME = re.compile(r"(\d{3,8})_([0-9a-f]{16})\.txt", re.ASCII)
_NUMBER = re.compile(r"\d{1,8}(?!\d)", re.ASCII)


class Source(NamedTuple):
    """A file: its number, its path, and the digest that its name tells; raw files may have neither in their names."""

    number: int
    path: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """What there is to import. `refused` holds a line for each .txt file whose name is none of the seed format.

    `ours` is whether the digests in the names are Kho Báo's own: another tool's names say nothing of the content.
    """

    files: tuple[Source, ...]
    refused: tuple[str, ...]
    ours: bool


def find_files(folder: Path, *, raw: bool) -> Folder:
    """The .txt files anywhere below `folder` by number, then path; symbolic links to folders are not followed.

    `raw` takes files of any name. Names are Kho Báo's own when one of them tells the digest of its content. Raises
    BadInput when the folder cannot be read or holds no such file.
    """
    files, refused = [], []
    for parent, name in _texts(folder):
        path, seed = os.path.join(parent, name), _NAME.fullmatch(name)
        if raw:
            files.append(Source(_number(name), path))
        elif seed:
            files.append(Source(int(seed[1]), path, seed[2]))
        else:
            refused.append(
                f"{path}: not called as the seed format wants, NNN_<16 hex digits>.txt; --raw takes any name"
            )
    if not files and not refused:
        raise BadInput(f"{folder}: no .txt file in it")
    files.sort()
    return Folder(tuple(files), tuple(sorted(refused)), ours=not raw and any(map(_is_ours, files)))


def read(source: Source) -> bytes:
    """The bytes of a file. Raises BadInput for what is no plain file, cannot be read, or is longer than an article."""
    path = Path(source.path)
    try:
        status = path.lstat()
        if not S_ISREG(status.st_mode):
            raise BadInput(f"{path}: not a plain file but a link, a pipe or a device; put the file itself there")
        if status.st_size > MAX_BYTES:
            raise BadInput(f"{path}: longer than {MAX_BYTES >> 20} MB, as no article is; give one article a file")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error


def digest_of(content: bytes) -> str:
    """The 16 hex digits that the name of a file with this content tells (see `crawler.seedformat.digest`)."""
    return sha256(content).hexdigest()[:16]


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Folder and name of each file; hidden ones are passed over: editors and file managers leave them."""

    def refuse(error: OSError) -> None:
        raise BadInput(f"{error.filename}: cannot be read: {error.strerror}; give a folder of .txt files") from error

    for parent, _, names in os.walk(folder, onerror=refuse):
        yield from ((parent, name) for name in names if name.endswith(".txt") and not name.startswith("."))


def _number(name: str) -> int:
    """The first number in the name, so that what is numbered comes in that order."""
    found = _NUMBER.search(name)
    return int(found[0]) if found else 0


def _is_ours(source: Source) -> bool:
    try:
        return digest_of(read(source)) == source.told
    except BadInput:
        return False
