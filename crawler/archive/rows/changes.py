"""What a paper changed from one revision to the next, by words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from crawler.items import Article, Block

PieceKind = Literal["same", "removed", "added"]

_MOST_WORDS = 2_000  # of two paragraphs that are compared by words: the time grows with the product of their lengths
_ALIKE = 0.4  # paragraphs less alike than this read better as one taken out and another put in


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that stayed, went or came."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changed (`title`, `summary`, …) or, as `body`, one paragraph, in pieces.

    `unchanged` counts the paragraphs before it, since the last change, that stayed as they were.
    """

    field: str
    pieces: tuple[Piece, ...]
    unchanged: int = 0


def changes(before: Article, after: Article) -> list[Change]:
    """Everything that a reader sees changed, headline and facts first, then the body in reading order."""
    facts = zip(_facts(before), _facts(after), strict=True)
    found = [Change(name, _by_words(old, new)) for (name, old), (_, new) in facts if old != new]
    return found + list(_body(before.blocks, after.blocks))


def _facts(article: Article) -> Iterator[tuple[str, str]]:
    yield "title", article.title
    yield "summary", article.summary
    yield "authors", ", ".join(article.authors)
    yield "source", article.source or ""
    yield "dateline", article.dateline or ""
    yield "published_at", _time(article.published_at)
    yield "modified_at", _time(article.modified_at)
    yield "kind", article.kind


def _time(moment: datetime | None) -> str:
    return moment.isoformat(" ") if moment else ""


def _body(before: Sequence[Block], after: Sequence[Block]) -> Iterator[Change]:
    old, new = [[(block.kind, block.text) for block in blocks] for blocks in (before, after)]
    unchanged = 0
    for kind, first, last, start, end in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            unchanged = last - first
            continue
        for removed, added in zip_longest(old[first:last], new[start:end]):
            for pieces in _paragraph(removed[1] if removed else "", added[1] if added else ""):
                yield Change("body", pieces, unchanged)
                unchanged = 0


def _paragraph(old: str, new: str) -> Iterator[tuple[Piece, ...]]:
    if old == new:
        yield (Piece("same", new),)  # it became another kind of block
        return
    pieces = _by_words(old, new)
    same = sum(len(piece.text) for piece in pieces if piece.kind == "same")
    if not old or not new or 2 * same >= _ALIKE * (len(old) + len(new)):
        yield pieces
        return
    yield (Piece("removed", old),)
    yield (Piece("added", new),)


def _by_words(old: str, new: str) -> tuple[Piece, ...]:
    before, after = old.split(), new.split()
    if len(before) + len(after) > _MOST_WORDS:
        return _pieces(before, after)
    found: list[Piece] = []
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", " ".join(before[first:last])))
        else:
            found += _pieces(before[first:last], after[start:end])
    return tuple(found)


def _pieces(removed: Sequence[str], added: Sequence[str]) -> tuple[Piece, ...]:
    both = (Piece("removed", " ".join(removed)), Piece("added", " ".join(added)))
    return tuple(piece for piece in both if piece.text)
