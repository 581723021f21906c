"""Copies among the lines of a file: read and spool, compare, write; in bounded memory, and to be taken up again."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Literal

from crawler.errors import BadInput
from crawler.neardup.copies import Copies, find_copies
from crawler.neardup.documents import Document, Lines, LineVerdict, judged_line, parse, written
from crawler.neardup.fingerprint import RECIPE
from crawler.neardup.relation import DEFAULT, Thresholds
from crawler.neardup.spool import SPOOLED_SHARE, Spool
from crawler.neardup.templates import Form, form

Stage = Literal["read", "compared", "written"]
Progress = Callable[[Stage, int], None]
"""Told now and then how far a stage is: lines read, pairs of texts compared, lines written."""

STDIN = "-"

_BATCH_LINES, _BATCH_BYTES = 512, 4 << 20


def dedup(
    source: str, out: Path, progress: Progress, thresholds: Thresholds = DEFAULT, *, templates: bool = False
) -> None:
    """Write the lines of `source` (a path, or `-`) to `out` in order, with kind, duplicate_of, similarity and cluster.

    Lines are JSON objects with `id`, `text` and perhaps `published_at`. Work in progress lies in `OUT.khobao-dedup`,
    about as large as the texts; with `templates` one form filled in again is of the kind
    `template`. A run that was killed goes on from there, and `out` appears when it is complete.
    Raises BadInput, with the line: unreadable, not JSON, no id, an id twice, `out` is the input.
    """
    _refuse_same(source, out)
    work = out.with_name(out.name + ".khobao-dedup")
    try:
        if source != STDIN:
            Path(source).open("rb").close()  # what cannot be read leaves nothing behind
        work.mkdir(exist_ok=True)
        lines = Lines(_copy_stdin(work), "standard input") if source == STDIN else Lines(Path(source), source)
        part = work / f"out{out.suffix}"
        with _spool(work, f"{RECIPE} spooled{SPOOLED_SHARE} {_identity(lines.path, source)}") as spool:
            _read(lines, spool, progress)
            copies = find_copies(spool, thresholds, lambda done: progress("compared", done))
            if templates:
                copies = copies.without_templates(lambda numbers: _forms(lines, numbers))
            _write(lines, part, Verdicts(spool, copies), progress)
        part.replace(out)
        shutil.rmtree(work)
    except OSError as error:
        raise BadInput(f"{error.filename or out}: {error.strerror or error}") from error


@contextmanager
def _spool(work: Path, identity: str) -> Iterator[Spool]:
    """The spool; of lines that are refused nothing is left, for when they are mended they are another input."""
    opened = Spool(work, identity)
    try:
        with opened:
            yield opened
    except BadInput:
        shutil.rmtree(work)
        raise


def _refuse_same(source: str, out: Path) -> None:
    if source != STDIN and out.exists() and Path(source).exists() and out.samefile(source):
        raise BadInput(f"{out}: the output is the input: name another file")


def _copy_stdin(work: Path) -> Path:
    """Lines are read twice, and nobody can read standard input twice."""
    copy = work / "stdin"
    with copy.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return copy


def _identity(path: Path, source: str) -> str:
    """What tells one input from another: the content of standard input, size and time of a file."""
    if source == STDIN:
        with path.open("rb") as file:
            digest = blake2b()
            while block := file.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()
    status = path.stat()
    return f"{path.resolve()} {status.st_size} {status.st_mtime_ns}"


def _read(lines: Lines, spool: Spool, progress: Progress) -> None:
    """Spool the lines that are not spooled yet."""
    fresh = islice(lines.read(), spool.lines, None)
    for batch in _batches(parse(line, f"{lines.shown}: line {number}") for number, line in fresh):
        spool.add(batch, lines.shown)
        progress("read", spool.lines)


def _forms(lines: Lines, numbers: set[int]) -> dict[int, Form]:
    """The forms of these lines: those of copies, a few in a hundred of a corpus of news."""
    wanted = ((number, line) for number, line in lines.read() if number in numbers)
    return {number: form(parse(line, f"{lines.shown}: line {number}").text) for number, line in wanted}


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if len(batch) == _BATCH_LINES or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class Verdicts:
    """Lines with their verdicts."""

    def __init__(self, spool: Spool, copies: Copies) -> None:
        self._copies = copies
        self._judged = spool.judged()
        self._id_of = lru_cache(maxsize=10_000)(spool.id_of)

    def on(self, number: int, line: bytes) -> bytes:
        """The line of this number with its verdict."""
        copy = self._copies.of_line(number)
        verdict = LineVerdict(
            copy.kind,
            self._id_of(copy.duplicate_of) if copy.duplicate_of else None,
            None if copy.similarity is None else round(copy.similarity, 4),
            self._id_of(copy.cluster) if copy.cluster else None,
        )
        return judged_line(line, verdict, judged=bool(self._judged[number - 1]))


def _write(lines: Lines, out: Path, verdicts: Verdicts, progress: Progress) -> None:
    with written(out) as file:
        for number, line in lines.read():
            file.write(verdicts.on(number, line))
            if number % _BATCH_LINES == 0:
                progress("written", number)
