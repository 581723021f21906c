"""What an export is of, and why one cannot go on from where another was interrupted."""

from collections.abc import Iterator
from typing import Any

import msgspec

from crawler.corpus.manifest import State
from crawler.corpus.publication import Publication
from crawler.corpus.selection import Options


class Aim(msgspec.Struct, frozen=True):
    """What an export is of: one with the same aim goes on where another was interrupted."""

    options: Options
    archive: State
    versions: dict[str, str]
    publication: Publication = Publication()
    parent: str | None = None
    """Of a delta, which is done before going on with it would be worth the while."""

    @property
    def resumable(self) -> bool:
        """Whether an export with this aim can go on from what an interrupted one left."""
        return self.parent is None

    def head(self) -> bytes:
        """The aim as an interrupted export remembers it. Contact and papers are left out: the card and the manifest,
        which are written last, hold them, and nothing else does."""
        return msgspec.json.encode(msgspec.structs.replace(self, publication=Publication()))


def why_anew(before: bytes, aim: Aim) -> str:
    """Why an export with this aim cannot go on from one that had the head `before`, in one line that names what has
    changed."""
    try:
        other = msgspec.json.decode(before, type=Aim)
    except msgspec.DecodeError:
        return "what an interrupted export left cannot be read: it starts anew"
    if other.parent != aim.parent:
        return f"{_kind(other)} was interrupted here, this is {_kind(aim)}: it starts anew"
    if other.options != aim.options:
        named = ", ".join(_differing(msgspec.to_builtins(other.options), msgspec.to_builtins(aim.options)))
        return f"an export with other options ({named}) was interrupted here: it starts anew"
    if other.archive != aim.archive:
        return "the archive has changed since the export was interrupted: it starts anew"
    if other.versions != aim.versions:
        named = ", ".join(_differing(other.versions, aim.versions))
        return f"the export was begun by another version of {named}: it starts anew"
    return f"{_kind(aim)} does not go on from where it was interrupted: it starts anew"


def _kind(aim: Aim) -> str:
    return "a whole export" if aim.resumable else f"one made from release {str(aim.parent)[:12]}"


def _differing(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """The names of the innermost values that are not the same, in order."""
    for name in sorted({*before, *now}):
        one, other = before.get(name), now.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            yield from _differing(one, other)
        elif one != other:
            yield name
