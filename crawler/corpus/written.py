"""The text of an article as an export writes it: which parts, in which order, with which tone marks."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from crawler.corpus.body import Block, Body
from crawler.corpus.filters import masked
from crawler.corpus.selection import Format, Options, Writing
from crawler.corpus.tone import placer

PARAGRAPH_END = "\n\n"
_GAP = re.compile(r"\n\s*\n")


class Written(NamedTuple):
    """An article's words as they are exported; `masked` tells how many pieces were masked."""

    title: str
    summary: str
    paragraphs: list[str]
    blocks: list[Block]
    captions: list[str]
    masked: int = 0

    @property
    def text(self) -> str:
        """The running text."""
        return PARAGRAPH_END.join(self.paragraphs)

    @property
    def utf8(self) -> bytes:
        """The same, in UTF-8."""
        return self.text.encode()

    @property
    def block_texts(self) -> list[bytes]:
        """The texts of the blocks, in UTF-8."""
        return [block.text.encode() for block in self.blocks]

    @property
    def caption_texts(self) -> list[bytes]:
        """The captions, in UTF-8."""
        return [caption.encode() for caption in self.captions]

    @property
    def characters(self) -> int:
        """The length of the running text, which need not be made for it."""
        return sum(map(len, self.paragraphs)) + len(PARAGRAPH_END) * max(0, len(self.paragraphs) - 1)


class Writer:
    """Writes articles as the options of one export say."""

    def __init__(self, options: Options) -> None:
        self._writing = options.writing
        self._seed = options.format is Format.SEED
        self._spell = _speller(options.writing)
        self.verbatim = _is_verbatim(options)
        """Whether nobody looks into texts: they are written as the archive has them."""

    def written(self, body: Body) -> Written:
        """The words of an article."""
        title, summary, blocks = body.title, body.summary, body.blocks
        if self._spell is not None:
            title, summary = self._spell(title), self._spell(summary)
            blocks = [Block(block.kind, self._spell(block.text), block.level) for block in blocks]
        captions = [block.text for block in blocks if block.kind == "caption"]
        keep = self.keeps_captions(body.kind)
        texts = [block.text for block in blocks if keep or block.kind != "caption"]
        paragraphs = list(_without_gaps(texts)) if self._seed else texts
        if any(paragraphs):
            paragraphs = [*self.before(title, summary), *paragraphs]
        return Written(title, summary, paragraphs, blocks, captions)

    def masked(self, body: Body) -> tuple[Body, int]:
        """The article with its personal numbers masked, if that was asked for, and how many were."""
        if not self._writing.mask_pii:
            return body, 0
        clean, counts = masked(body)
        return clean, counts.total()

    def plain(self, body: Body) -> str:
        """The running text whatever the options: what filters judge."""
        keep = body.kind == "gallery"
        return PARAGRAPH_END.join(block.text for block in body.blocks if keep or block.kind != "caption")

    def keeps_captions(self, kind: str) -> bool:
        """Whether captions stand in the text of an article of this kind; of a gallery they are the text."""
        return self._writing.captions or kind == "gallery"

    def before(self, title: str, summary: str) -> Iterable[str]:
        """What stands before the text."""
        if self._writing.title and title:
            yield title
        if self._writing.lead and summary:
            yield summary


def _speller(writing: Writing) -> Callable[[str], str] | None:
    """What is done to every piece of text; None when that is nothing."""
    return None if writing.tone == "keep" else placer(writing.tone)


def _is_verbatim(options: Options) -> bool:
    writing, selection = options.writing, options.selection
    looked_into = selection.filters or (selection.least_syllables, selection.most_syllables) != (None, None)
    changed = writing.tone != "keep" or writing.mask_pii
    return options.format in {Format.JSONL, Format.PARQUET} and not (looked_into or changed)


def _without_gaps(texts: Iterable[str]) -> Iterable[str]:
    """As `crawler.seedformat.body_of` does: a blank line never stands inside a paragraph."""
    stripped = (_GAP.sub("\n", text).strip() for text in texts)
    return (text for text in stripped if text)
