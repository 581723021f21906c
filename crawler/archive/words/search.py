"""Articles found by words: matched and ranked by the index, then looked at for spelling and for words side by side."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection

from crawler.archive.rows.bodies import unpack
from crawler.archive.rows.texts import BODIES
from crawler.archive.values import Found, Marked
from crawler.archive.words.index import search_index
from crawler.archive.words.query import Query, parse, spelling
from crawler.archive.words.values import Limits
from crawler.errors import BadInput
from crawler.items import Article

LOOKED_AT = 50
"""Of the ranked matches, how many are read to put them in order: 0.1 ms each."""

_AROUND = 120  # characters of a snippet on either side of what was found


def search(connection: Connection, asked: str, limits: Limits, limit: int) -> list[Found]:
    """The best matches, best first, at most `limit`. Raises BadInput for a query without words.

    Of articles that match without regard to diacritics those come first that spell words as they were typed, when they
    were typed with diacritics; then those that have all words side by side, in the headline or elsewhere; then as the
    index ranks them.
    """
    query = parse(asked)
    if not query.phrases:
        raise BadInput(f"{asked!r} holds no word to search for: give words, or a phrase in double quotes")
    numbers = search_index(connection).best(query, limits)
    ranked: list[tuple[tuple[bool, bool, bool, int], Article]] = []
    for place, article in enumerate(_articles(connection, numbers)):
        if place >= LOOKED_AT and (not query.accented or sum(not key[0] for key, _ in ranked) >= limit):
            break
        ranked.append(((*_order(article, query), place), article))
    ranked.sort(key=lambda one: one[0])
    return [_found(article, query) for _, article in ranked[:limit]]


def _articles(connection: Connection, numbers: Sequence[int]) -> Iterator[Article]:
    """These articles in this order, read a few at a time."""
    rest = iter(numbers)
    while chunk := list(islice(rest, LOOKED_AT)):
        rows = {row.number: row for row in connection.execute(BODIES, {"numbers": chunk}).all()}
        yield from (unpack(rows[number].body, rows[number].id) for number in chunk if number in rows)


def _order(article: Article, query: Query) -> tuple[bool, bool, bool]:
    """What comes first, sorted: spelt as typed, all words together in the headline, all words together anywhere."""
    said = unicodedata.normalize("NFC", "\n".join(_texts(article)))
    together = query.together.search(said) is not None
    return not _spelt_so(said, query), not (together and query.together.search(article.title)), not together


def _spelt_so(said: str, query: Query) -> bool:
    return all(
        any(_same(typed, spelling(seen[0])) for seen in pattern.finditer(said)) for typed, pattern in query.spelt
    )


def _same(typed: tuple[str, ...], seen: tuple[str, ...]) -> bool:
    """Whether words are spelt as typed; one typed without any diacritics may have whatever it has."""
    pairs = zip(typed, seen, strict=False)
    return len(typed) == len(seen) and all(one.isascii() or one == other for one, other in pairs)


def _texts(article: Article) -> list[str]:
    return [article.title, article.summary, *(block.text for block in article.blocks)]


def _found(article: Article, query: Query) -> Found:
    title, *rest = (unicodedata.normalize("NFC", said) for said in _texts(article))
    return Found(article, _marked(title, query), _snippet(rest, query))


def _snippet(texts: Sequence[str], query: Query) -> tuple[Marked, ...]:
    """A piece of the article around what was found: all words together when they are, else the first of them."""
    for pattern in (query.together, query.pattern):
        for said in texts:
            match = pattern.search(said)
            if match:
                return _marked(_window(said, match.start(), match.end()), query)
    return _marked(_window(texts[0], 0, 0) if texts else "", query)


def _window(said: str, start: int, end: int) -> str:
    first = 0 if start <= _AROUND else said.find(" ", start - _AROUND, start) + 1 or start
    last = len(said) if end + _AROUND >= len(said) else said.rfind(" ", end, end + _AROUND)
    last = end if last < 0 else last
    return ("…" if first else "") + " ".join(said[first:last].split()) + ("…" if last < len(said) else "")


def _marked(said: str, query: Query) -> tuple[Marked, ...]:
    """The text in pieces, found or not."""
    pieces, at = [], 0
    for match in query.pattern.finditer(said):
        pieces += [Marked(said[at : match.start()], found=False), Marked(match[0], found=True)]
        at = match.end()
    return tuple(piece for piece in (*pieces, Marked(said[at:], found=False)) if piece.text)
