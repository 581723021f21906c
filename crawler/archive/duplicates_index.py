"""The archive as the index that `crawler.neardup` searches: postings, texts, and exact sets from the articles."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection, func, insert, select

from crawler.archive.addresses import chunks
from crawler.archive.duplicates_postings import Memory, Postings
from crawler.archive.duplicates_tables import PublishedRow, TextRow
from crawler.items import Fingerprint
from crawler.neardup import shingle_sets
from crawler.neardup.mixing import MASK
from crawler.neardup.shingles import Hashes

TextOf = Callable[[Sequence[int]], Mapping[int, str]]
"""The plain texts of articles by their numbers, as the transaction sees them; those not there are left out."""

SETS_REMEMBERED = 512  # 4 KB each: copies come close together, and a family is compared with itself again and again


class DuplicateMemory:
    """What one program keeps between transactions to be fast. It may be thrown away at any time."""

    def __init__(self) -> None:
        self.postings = Memory()
        self.sets: OrderedDict[int, Hashes] = OrderedDict()


class ArchiveIndex:
    """The `crawler.neardup.Index` over one archive, inside one writing transaction."""

    def __init__(self, connection: Connection, text_of: TextOf, memory: DuplicateMemory) -> None:
        self._connection = connection
        self._text_of = text_of
        self._sets = memory.sets
        self._postings = Postings(connection, memory.postings)
        self._added: dict[int, tuple[Fingerprint, str]] = {}
        self._next = (connection.execute(select(func.max(TextRow.number))).scalar() or 0) + 1

    def prepare(self, keys: Sequence[int]) -> None:
        """Tell all keys that `holders` will be asked for."""
        self._postings.prepare(keys)

    def holders(self, keys: Sequence[int]) -> Sequence[Collection[int]]:
        """The texts kept under each of the keys."""
        return self._postings.holders(keys)

    def add(self, fingerprint: Fingerprint, text: str, keys: Sequence[int]) -> int:
        """Keep a new text under these keys, and say its number. Its row is written by `close`."""
        number = self._next
        self._next += 1
        self._added[number] = fingerprint, text
        if keys:
            self._postings.add(number, keys)
        return number

    def sets(self, texts: Sequence[int]) -> dict[int, Hashes]:
        """The exact sets of these texts, cut again from the text of an article of each."""
        digests = {text: self._added[text][0].digest for text in texts if text in self._added}
        articles = {}
        for text, digest, article in self._stored([text for text in texts if text not in digests]):
            digests[text] = digest & MASK
            articles[text] = article
        missing = [text for text, digest in digests.items() if digest not in self._sets]
        self._cut(missing, digests, articles)
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
        if rows:
            self._connection.execute(insert(TextRow), rows)
        self._added = {}

    def _stored(self, texts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Text, digest and the number of some article that has the text."""
        article = select(PublishedRow.article).where(PublishedRow.text == TextRow.number).limit(1).scalar_subquery()
        for chunk in chunks(texts):
            yield from self._connection.execute(
                select(TextRow.number, TextRow.digest, article).where(TextRow.number.in_(chunk))
            )

    def _cut(self, texts: Sequence[int], digests: Mapping[int, int], articles: Mapping[int, int]) -> None:
        stored = self._text_of([articles[text] for text in texts if text in articles])
        strings = {text: self._added[text][1] for text in texts if text in self._added}
        strings |= {text: stored[articles[text]] for text in texts if articles.get(text) in stored}
        for text, hashes in zip(strings, shingle_sets(list(strings.values())), strict=True):
            self._sets[digests[text]] = hashes


def signed(number: int) -> int:
    """An unsigned 64-bit number as both databases keep it."""
    return number - (1 << 64) if number >> 63 else number
