"""An export: the articles of an archive, written in one of the formats."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from crawler.archive import Exported
from crawler.corpus.copies import Copies, treat
from crawler.corpus.folder import new_folder
from crawler.corpus.jsonl import write_jsonl
from crawler.corpus.seeds import write_seeds


class Format(StrEnum):
    """seed: one text file an article; jsonl: one file, one article a line."""

    SEED = "seed"
    JSONL = "jsonl"


WRITERS = {Format.SEED: write_seeds, Format.JSONL: write_jsonl}
USUAL_COPIES = {Format.SEED: Copies.DROP, Format.JSONL: Copies.FLAG}
"""What becomes of copies unless one says otherwise: the seed format has no place for a flag."""


def export(articles: Iterable[Exported], form: Format, out: Path, copies: Copies | None = None) -> int:
    """Write the articles, in their order, into the new folder `out`; returns how many were written.

    The folder appears when it is whole. Raises BadInput when it is not empty or cannot be written, and whatever
    reading the articles raises.
    """
    with new_folder(out) as folder:
        return WRITERS[form](treat(articles, copies or USUAL_COPIES[form]), folder)
