"""Whether a release is what its manifest says, without the archive that it was made of."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from crawler.corpus import index, manifest
from crawler.corpus.assembly import release_id
from crawler.corpus.counts import counts
from crawler.corpus.manifest import FileEntry, Manifest
from crawler.errors import BadInput

_CHUNK = 1 << 20
Told = Callable[[int], None]
"""Hears how many bytes were read since it heard last."""


def verify(folder: Path, told: Told) -> Iterator[str]:
    """A line for everything that is wrong. Raises BadInput when the manifest itself cannot be believed."""
    found = manifest.read(folder)
    sound = True
    for file in found.files:
        wrong = _wrong(folder / file.path, file, told)
        if wrong:
            sound = False
            yield f"{file.path}: {wrong}"
    yield from (f"{path}: it is not in the manifest" for path in sorted(_strays(folder, found)))
    if sound:
        yield from _of_index(folder, found)


def require_sound(folder: Path) -> Manifest:
    """The manifest of a release in which nothing is wrong. Raises BadInput, naming the first thing that is."""
    for wrong in verify(folder, lambda _: None):
        raise BadInput(f"{folder}: damaged: {wrong}; take the release anew")
    return manifest.read(folder)


def require_index(folder: Path, found: Manifest) -> None:
    """Raises BadInput when the index of a release is not the one of its manifest."""
    (file,) = (one for one in found.files if one.path == index.FILE)
    wrong = _wrong(folder / file.path, file, lambda _: None)
    if wrong:
        raise BadInput(f"{folder / file.path}: {wrong}; take the release anew")


def _wrong(path: Path, file: FileEntry, told: Told) -> str:
    hashed, size = sha256(), 0
    try:
        with path.open("rb") as stream:
            while data := stream.read(_CHUNK):
                hashed.update(data)
                size += len(data)
                told(len(data))
    except FileNotFoundError:
        return "it is not there"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if size != file.bytes:
        return f"it has {size:,} bytes, the manifest says {file.bytes:,}"
    return "" if hashed.hexdigest() == file.sha256 else "its SHA-256 is not the one of the manifest"


def _strays(folder: Path, found: Manifest) -> set[str]:
    known = {file.path for file in found.files} | {manifest.FILE}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return there - known


def _of_index(folder: Path, found: Manifest) -> Iterator[str]:
    (file,) = (one for one in found.files if one.path == index.FILE)
    read = index.load(folder / index.FILE)
    if counts(found.options, read.names, index.parts(read.entries)) != found.counts:
        yield f"{index.FILE}: it counts other articles than the manifest"
    if release_id(found.options, file.sha256) != found.release:
        yield f"{index.FILE}: it is the index of another release"
    articles = sum(one.articles for one in found.files)
    if articles != found.counts.articles:
        yield f"manifest.json: its files hold {articles:,} articles, its counts say {found.counts.articles:,}"
