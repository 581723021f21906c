"""JSON lines in and out: plain, .gz or .zst, each line one document."""

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson
import zstandard

from crawler.dates import VIETNAM
from crawler.errors import BadInput

_VERDICT = {"kind", "duplicate_of", "similarity", "cluster"}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Document(NamedTuple):
    """One line: its id as JSON, its text, and when it was published, in microseconds since 1970, if it says so.

    `judged` when it has a key that a verdict has.
    """

    id: bytes
    text: str
    moment: int | None
    judged: bool


class LineVerdict(NamedTuple):
    """What a line is told; ids are JSON."""

    kind: str
    duplicate_of: bytes | None = None
    similarity: float | None = None
    cluster: bytes | None = None


class Lines(NamedTuple):
    """A file of lines, and what people call it."""

    path: Path
    shown: str

    def read(self) -> Iterator[tuple[int, bytes]]:
        """The lines with their numbers from 1, unpacked as the file's name says.

        Raises BadInput, with the line, when the file cannot be read to its end.
        """
        number = 0
        try:
            with self.path.open("rb") as file, _unpacked(file, self.path.suffix) as stream:
                for number, line in enumerate(stream, 1):
                    yield number, line
        except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
            raise BadInput(f"{self.shown}: line {number + 1}: cannot be read: {error}") from error


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """A new file, packed as its name says."""
    with path.open("wb") as file, _packed(file, path.suffix) as stream:
        yield stream


def parse(line: bytes, where: str) -> Document:
    """The document of a line. Raises BadInput, beginning with `where`, when it is not one."""
    if not line.strip():
        raise BadInput(f"{where}: an empty line: every line must be a JSON object")
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{where}: not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadInput(f"{where}: not a JSON object")
    name, text = value.get("id"), value.get("text")
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise BadInput(f'{where}: every line needs an "id", a string or a whole number')
    if not isinstance(text, str):
        raise BadInput(f'{where}: every line needs a "text", a string')
    return Document(orjson.dumps(name), text, _moment(value.get("published_at"), where), not _VERDICT.isdisjoint(value))


def judged_line(line: bytes, verdict: LineVerdict, *, judged: bool) -> bytes:
    """The line with the four keys of its verdict: byte for byte as it was, or, if it was `judged`, without the old."""
    if judged:
        line = _without_verdict(line)
    return b'%s,"kind":"%s","duplicate_of":%s,"similarity":%s,"cluster":%s}\n' % (
        line.rstrip()[:-1],
        verdict.kind.encode(),
        verdict.duplicate_of or b"null",
        orjson.dumps(verdict.similarity),
        verdict.cluster or b"null",
    )


def _without_verdict(line: bytes) -> bytes:
    """The standard library reads whole numbers of any length, which orjson would turn into floats."""
    value = json.loads(line)
    kept = {key: value[key] for key in value if key not in _VERDICT}
    return json.dumps(kept, ensure_ascii=False).encode()


def _moment(value: Any, where: str) -> int | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadInput(f'{where}: "published_at" must be null or a time as in 2026-11-22T08:30:00+07:00') from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _unpacked(file: IO[bytes], suffix: str) -> Any:
    if suffix == ".gz":
        return gzip.open(file, "rb")
    if suffix == ".zst":
        return BufferedReader(zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True))
    return file


def _packed(file: IO[bytes], suffix: str) -> Any:
    if suffix == ".gz":
        return gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0, filename="")
    if suffix == ".zst":
        return zstandard.ZstdCompressor().stream_writer(file, closefd=False)
    return file
