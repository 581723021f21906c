"""The name of the rules, as rows keep it: other rules, another name, without anybody having to think of it."""

from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

_ROOM = Path(__file__).parent
_BELOW = ("dates.py", "text.py", "urls.py")  # what rules are made of and that lies outside of this room


def rules_version(room: Path = _ROOM) -> str:
    """Eight hex digits of a digest of the source code of all rules, which lies in `room` and beside it."""
    files = [*sorted(room.glob("*.py")), *(room.parent / name for name in _BELOW)]
    found = blake2b(digest_size=4)
    for file in files:
        found.update(blake2b(file.read_bytes()).digest())
    return found.hexdigest()


EXTRACTOR = f"rules {rules_version()}; lxml {version('lxml')}; trafilatura {version('trafilatura')}"
"""Rules and libraries: two articles with the same one were made by the same code."""
