"""What a run of `dedup` has read so far, on disk beside its output, so that a killed run goes on where it stood."""

import os
import sqlite3
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crawler.errors import BadInput
from crawler.neardup.documents import Document
from crawler.neardup.fingerprint import fingerprints_of, sample
from crawler.neardup.minhash import BANDS
from crawler.neardup.shingles import Hashes, shingle_sets

SPOOLED_SHARE = 16
"""A file of lines samples twice the shingles that the archive's index does: here they are written once and thrown away,
and of texts of 50 to 250 shingles a 32nd is too little to find what contains them."""

LATEST = (1 << 63) - 1
"""The moment of a document that names none: who cannot say when does not claim to be first."""

_TABLES = """
CREATE TABLE source (identity TEXT NOT NULL);
CREATE TABLE documents (line INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, text INTEGER, moment INTEGER NOT NULL,
 judged INTEGER NOT NULL);
CREATE TABLE texts (number INTEGER PRIMARY KEY, digest BLOB UNIQUE, at INTEGER NOT NULL, size INTEGER NOT NULL);
CREATE TABLE keys (first INTEGER PRIMARY KEY, bands BLOB NOT NULL, sizes BLOB NOT NULL, samples BLOB NOT NULL);
"""


class Spool:
    """Documents and the keys of texts in a SQLite file, sets of shingles in a flat one.

    A text is a set of shingles that one or more documents have; texts count from 0. One without a word is none.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        """Open or begin; what was spooled from anything but `identity` is thrown away.

        Raises BadInput when another run has it.
        """
        self._sets = (folder / "shingles").open("a+b")
        self._database = sqlite3.connect(folder / "index.db", isolation_level=None, timeout=1)
        try:
            for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=NORMAL"):
                self._database.execute(f"PRAGMA {pragma}")
            self._begin(identity)
        except sqlite3.OperationalError as error:
            self.close()
            raise BadInput(f"{folder}: another run is at work there: {error}") from error
        self.lines = self._one("SELECT count(*) FROM documents")
        self.texts = self._one("SELECT count(*) FROM texts")
        self._end = self._one("SELECT coalesce(max(at + size), 0) FROM texts")

    def add(self, documents: Sequence[Document], shown: str) -> None:
        """Keep the next documents, all of them or, when the program dies, none.

        Raises BadInput, naming both lines, when a document has the id of another.
        """
        sets = list(shingle_sets([document.text for document in documents]))
        self._database.execute("BEGIN IMMEDIATE")
        try:
            numbers, fresh = self._number(sets)
            self._add_documents(documents, numbers, shown)
            if fresh:
                self._add_keys(self.texts, fresh)
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._sets.write(b"".join(hashes.tobytes() for hashes in fresh))
        self._sets.flush()
        self._database.execute("COMMIT")
        self.lines += len(documents)
        self.texts += len(fresh)
        self._end += sum(map(len, fresh))

    def documents(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The text of every document in the order of lines, -1 for none, and its moment, LATEST for none."""
        rows = self._database.execute("SELECT coalesce(text, -1), moment FROM documents ORDER BY line")
        flat = np.fromiter((value for row in rows for value in row), dtype=np.int64, count=2 * self.lines)
        return flat[::2], flat[1::2]

    def judged(self) -> NDArray[np.bool_]:
        """Which documents, in the order of lines, came with a verdict."""
        rows = self._database.execute("SELECT judged FROM documents ORDER BY line")
        return np.fromiter((row[0] for row in rows), dtype=np.bool_, count=self.lines)

    def id_of(self, line: int) -> bytes:
        """The id of the document of a line, as JSON."""
        return bytes(self._one("SELECT id FROM documents WHERE line = ?", line))

    def bands(self, band: int) -> NDArray[np.uint64]:
        """The key of one band, text by text."""
        found = [np.empty(0, dtype=np.uint64)]
        for bands, count in self._database.execute("SELECT bands, length(sizes) / 4 FROM keys ORDER BY first"):
            found.append(np.frombuffer(bands, dtype=np.uint64, offset=band * count * 8, count=count))
        return np.concatenate(found)

    def samples(self, part: int, parts: int) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The sampled shingles of one part of all hashes, and the texts that have them."""
        keys, texts = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int64)]
        for first, sizes, samples in self._database.execute("SELECT first, sizes, samples FROM keys ORDER BY first"):
            counts = np.frombuffer(sizes, dtype=np.uint32)
            hashes = np.frombuffer(samples, dtype=np.uint64)
            mine = hashes % np.uint64(parts) == part
            keys.append(hashes[mine])
            texts.append(np.repeat(np.arange(first, first + len(counts)), counts)[mine])
        return np.concatenate(keys), np.concatenate(texts)

    def sizes(self) -> NDArray[np.int64]:
        """How many shingles each text has."""
        rows = self._database.execute("SELECT size FROM texts ORDER BY number")
        return np.fromiter((row[0] for row in rows), dtype=np.int64, count=self.texts)

    def shingles(self, text: int) -> Hashes:
        """The exact set of a text."""
        at, size = self._database.execute("SELECT at, size FROM texts WHERE number = ?", (text,)).fetchone()
        return np.frombuffer(os.pread(self._sets.fileno(), size * 8, at * 8), dtype=np.uint64)

    def close(self) -> None:
        """Let go of the files."""
        self._sets.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, identity: str) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        if self._one("SELECT count(*) FROM sqlite_schema WHERE name = 'source'"):
            length = self._one("SELECT coalesce(max(at + size), 0) FROM texts") * 8
            if self._one("SELECT identity FROM source") == identity and os.fstat(self._sets.fileno()).st_size >= length:
                self._sets.truncate(length)  # sets whose transaction was never committed
                self._database.execute("COMMIT")
                return
            for table in ("source", "documents", "texts", "keys"):
                self._database.execute(f"DROP TABLE {table}")
        for statement in _TABLES.strip().split(";\n"):
            self._database.execute(statement)
        self._database.execute("INSERT INTO source VALUES (?)", (identity,))
        self._sets.truncate(0)
        self._database.execute("COMMIT")

    def _number(self, sets: Sequence[Hashes]) -> tuple[list[int | None], list[Hashes]]:
        """The texts with these sets, and the sets that are new. Sets with one digest of 128 bits are equal."""
        numbers: list[int | None] = []
        fresh: list[Hashes] = []
        end = self._end
        for hashes in sets:
            if not len(hashes):
                numbers.append(None)
                continue
            digest = blake2b(hashes.tobytes(), digest_size=16).digest()
            known = self._database.execute("SELECT number FROM texts WHERE digest = ?", (digest,)).fetchone()
            number = known[0] if known else self.texts + len(fresh)
            numbers.append(number)
            if not known:
                self._database.execute("INSERT INTO texts VALUES (?, ?, ?, ?)", (number, digest, end, len(hashes)))
                fresh.append(hashes)
                end += len(hashes)
        return numbers, fresh

    def _add_documents(self, documents: Sequence[Document], numbers: Sequence[int | None], shown: str) -> None:
        for line, (document, text) in enumerate(zip(documents, numbers, strict=True), self.lines + 1):
            row = (line, document.id, text, LATEST if document.moment is None else document.moment, document.judged)
            try:
                self._database.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", row)
            except sqlite3.IntegrityError as error:
                first = self._one("SELECT line FROM documents WHERE id = ?", document.id)
                name = document.id.decode()
                raise BadInput(f"{shown}: line {line}: the id {name} stands in line {first} already") from error

    def _add_keys(self, first: int, sets: Sequence[Hashes]) -> None:
        bands = np.array([one.bands for one in fingerprints_of(sets)], dtype=np.uint64).reshape(-1, BANDS)
        samples = [sample(hashes, SPOOLED_SHARE) for hashes in sets]
        sizes = np.array([len(hashes) for hashes in samples], dtype=np.uint32)
        row = (first, bands.T.tobytes(), sizes.tobytes(), np.concatenate(samples).tobytes())
        self._database.execute("INSERT INTO keys VALUES (?, ?, ?, ?)", row)

    def _one(self, query: str, *values: Any) -> Any:
        return self._database.execute(query, values).fetchone()[0]
