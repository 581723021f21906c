"""What a release says of itself, `manifest.json`: what was chosen, what came of it, and the digest of every file.

Nothing in it differs between two exports of one state of an archive: no clock, no machine, no path. Its last key,
`digest`, is SHA-256 over the other values, so that a manifest that was edited is told from one that was written.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import msgspec

from crawler.corpus.publication import Publication
from crawler.corpus.selection import Options
from crawler.errors import BadInput

FILE = "manifest.json"
VERSION = 1
"""Of the layout of releases: a release of a later one is refused."""


class FileEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file: its path in the release with `/`, size, SHA-256 in hex, and how many articles it holds."""

    path: str
    bytes: int
    sha256: str
    articles: int = 0


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A state of an archive: how many changes it had seen, and the id of the article that the last one was of."""

    changes: int
    last: str | None


class StepCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many articles a step was given and how many it passed on."""

    step: str
    given: int
    passed: int


class SourceCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a paper published in a year (of Viet Nam's calendar; None: not known): articles, characters of their texts,
    and how many of the articles are copies of others."""

    site: str
    year: int | None
    articles: int
    characters: int
    copies: int


class Counts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The figures of a release. `copies` counts written articles by kind of copy, `extractors` by who read them.

    `first_day` and `last_day` are days of publication in Viet Nam; `masked` counts pieces that were masked.
    """

    articles: int
    characters: int
    steps: tuple[StepCount, ...]
    splits: dict[str, int]
    sources: tuple[SourceCount, ...]
    copies: dict[str, int]
    extractors: dict[str, int]
    first_day: str | None = None
    last_day: str | None = None
    masked: int = 0


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A release. `release` names its content whatever the files look like; a delta's `parent` is the release that it
    is to be applied to and `result` the one that comes of that; `removed` counts articles that it takes away."""

    version: int = VERSION
    kind: Literal["full", "delta"]
    release: str
    parent: str | None = None
    result: str | None = None
    options: Options
    archive: State
    counts: Counts
    removed: int = 0
    versions: dict[str, str]
    publication: Publication = Publication()
    files: tuple[FileEntry, ...]


def write(manifest: Manifest, folder: Path) -> None:
    """Put `manifest.json` into the folder. Raises OSError."""
    value: dict[str, Any] = msgspec.to_builtins(manifest)
    text = msgspec.json.format(msgspec.json.encode(value | {"digest": _digest(manifest)}), indent=1)
    (folder / FILE).write_bytes(text + b"\n")


def read(folder: Path) -> Manifest:
    """The manifest of a release. Raises BadInput: no release, one of a later version, an edited manifest."""
    path = folder / FILE
    try:
        value = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        raise BadInput(f"{folder}: not a release: there is no {FILE} in it") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise BadInput(f"{path}: not a manifest: {error}") from error
    return _checked(value, path)


def _checked(value: Any, path: Path) -> Manifest:
    if not isinstance(value, dict) or not isinstance(value.get("version"), int):
        raise BadInput(f"{path}: not a manifest: it names no version")
    if value["version"] != VERSION:
        raise BadInput(
            f"{path}: a release of layout {value['version']}; this khobao knows {VERSION}: use the one that made it"
        )
    digest = value.pop("digest", None)
    try:
        manifest = msgspec.convert(value, Manifest)
    except msgspec.ValidationError as error:
        raise BadInput(f"{path}: not as it was written: {error}") from error
    if digest != _digest(manifest):
        raise BadInput(f"{path}: it was edited: its digest is that of another text; take the release anew")
    return manifest


def _digest(manifest: Manifest) -> str:
    return sha256(msgspec.json.encode(manifest)).hexdigest()
