"""The archive as the index that `crawler.neardup` searches: postings, texts, and exact sets from the articles."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select

from crawler.archive.database.among import among
from crawler.archive.database.many import insert_many
from crawler.archive.duplicates.pending import Memory
from crawler.archive.duplicates.postings import Postings
from crawler.archive.duplicates.tables import PublishedRow, TextRow
from crawler.archive.rows.addresses import chunks
from crawler.items import Fingerprint
from crawler.neardup import shingle_sets
from crawler.neardup.mixing import MASK
from crawler.neardup.search import keys
from crawler.neardup.shingles import Hashes

TextOf = Callable[[Sequence[int]], Mapping[int, str]]
"""The plain texts of articles by their numbers, as the transaction sees them; those not there are left out."""

SETS_REMEMBERED = 512  # 4 KB each: copies come close together, and a family is compared with itself again and again


_TEXTS, _HIGHEST = insert(TextRow), select(func.max(TextRow.number))
_SOME_ARTICLE = select(PublishedRow.article).where(PublishedRow.text == TextRow.number).limit(1).scalar_subquery()
_STORED = select(TextRow.number, TextRow.digest, TextRow.size, _SOME_ARTICLE.label("article")).where(
    among(TextRow.number)
)


class DuplicateMemory:
    """What one program keeps between transactions to be fast. It may be thrown away at any time."""

    def __init__(self) -> None:
        self.postings = Memory()
        self.sets: OrderedDict[int, Hashes] = OrderedDict()


class _Known(NamedTuple):
    """What the rows say of a text; `digest` is signed, `article` some article that has it."""

    digest: int
    size: int
    article: int


class ArchiveIndex:
    """The `crawler.neardup.Index` over one archive, inside one writing transaction."""

    def __init__(self, connection: Connection, text_of: TextOf, memory: DuplicateMemory) -> None:
        self._connection = connection
        self._text_of = text_of
        self._sets = memory.sets
        self._postings = Postings(connection, memory.postings)
        self._added: dict[int, tuple[Fingerprint, str]] = {}
        self._known: dict[int, _Known] = {}
        highest = connection.execute(_HIGHEST).scalar() or 0
        self._next = max(highest, self._postings.highest) + 1  # never a number that a posting may still tell

    def prepare(self, fingerprints: Sequence[Fingerprint]) -> None:
        """Read what will be asked about these fingerprints, all at once."""
        self.know(self._postings.prepare([key for fingerprint in fingerprints for key in keys(fingerprint)]))

    def know(self, texts: Collection[int]) -> None:
        """Read what the rows say of these texts, for `sizes` and `sets` to answer from."""
        self._known = {
            row.number: _Known(row.digest, row.size, row.article)
            for chunk in chunks(texts)
            for row in self._stored(chunk)
        }

    def holders(self, keys: Sequence[int]) -> Mapping[int, Collection[int]]:
        """The texts kept under those of the keys that have any."""
        return self._postings.holders(keys)

    def add(self, fingerprint: Fingerprint, text: str, keys: Sequence[int]) -> int:
        """Keep a new text under these keys, and say its number. Its row is written by `close`."""
        number = self._next
        self._next += 1
        self._added[number] = fingerprint, text
        if keys:
            self._postings.add(number, keys)
        return number

    def sizes(self, texts: Sequence[int]) -> dict[int, int]:
        """How many shingles these texts have, for texts that were prepared or added."""
        added = {text: self._added[text][0].size for text in texts if text in self._added}
        return added | {text: self._known[text].size for text in texts if text in self._known}

    def sets(self, texts: Sequence[int]) -> dict[int, Hashes]:
        """The exact sets of these texts, cut again from the text of an article of each."""
        digests = {text: self._added[text][0].digest for text in texts if text in self._added}
        digests |= {text: self._known[text].digest & MASK for text in texts if text in self._known}
        self._cut([text for text, digest in digests.items() if digest not in self._sets], digests)
        found = {text: self._sets[digest] for text, digest in digests.items() if digest in self._sets}
        while len(self._sets) > SETS_REMEMBERED:
            self._sets.popitem(last=False)
        return found

    def close(self) -> None:
        """Write what was added."""
        self._postings.close()
        rows = [
            {"number": number, "digest": signed(fingerprint.digest), "size": fingerprint.size, "cluster": None}
            for number, (fingerprint, _) in self._added.items()
        ]
        insert_many(self._connection, _TEXTS, rows)
        self._added = {}

    def _stored(self, texts: Sequence[int]) -> Iterable[Row[Any]]:
        """Text, digest, size, and the number of some article that has the text."""
        return self._connection.execute(_STORED, {"numbers": texts}).all()

    def _cut(self, texts: Sequence[int], digests: Mapping[int, int]) -> None:
        articles = {text: self._known[text].article for text in texts if text in self._known}
        stored = self._text_of(list(articles.values()))
        strings = {text: self._added[text][1] for text in texts if text in self._added}
        strings |= {text: stored[article] for text, article in articles.items() if article in stored}
        for text, hashes in zip(strings, shingle_sets(list(strings.values())), strict=True):
            self._sets[digests[text]] = hashes


def signed(number: int) -> int:
    """An unsigned 64-bit number as both databases keep it."""
    return number - (1 << 64) if number >> 63 else number
