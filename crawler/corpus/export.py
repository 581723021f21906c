"""An export: the articles of an archive, written in one of the formats."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from crawler.archive import Exported
from crawler.corpus.captures import Captures
from crawler.corpus.copies import Copies, treat
from crawler.corpus.folder import new_file, new_folder
from crawler.corpus.jsonl import write_jsonl
from crawler.corpus.seeds import write_seeds
from crawler.corpus.wacz import SUFFIX, Watch, write_wacz


class Format(StrEnum):
    """seed: one text file an article; jsonl: one file, one article a line; wacz: one file, pages as served."""

    SEED = "seed"
    JSONL = "jsonl"
    WACZ = "wacz"


WRITERS = {Format.SEED: write_seeds, Format.JSONL: write_jsonl}
USUAL_COPIES = {Format.SEED: Copies.DROP, Format.JSONL: Copies.FLAG, Format.WACZ: Copies.FLAG}
"""What becomes of copies unless one says otherwise: the seed format has no place for a flag."""
WACZ_FILE = f"archive{SUFFIX}"


def export(articles: Iterable[Exported], form: Format, out: Path, copies: Copies | None = None) -> int:
    """Write the articles, in their order, into the new folder `out`; returns how many were written.

    The folder appears when it is whole. Raises BadInput when it is not empty or cannot be written, and whatever
    reading the articles raises. Format.WACZ has a function of its own.
    """
    with new_folder(out) as folder:
        return WRITERS[form](treat(articles, copies or USUAL_COPIES[form]), folder)


def export_wacz(
    articles: Iterable[Exported], captures: Captures, out: Path, watch: Watch, copies: Copies | None = None
) -> int:
    """Package the captures with a list of the articles; returns how many it lists. `watch` as for `write_wacz`.

    `out` is a new file when its name ends in .wacz, else a new folder for `archive.wacz`; either appears when it is
    whole. Raises BadInput, UnreadableRecord, and whatever reading the articles raises.
    """
    treated = treat(articles, copies or USUAL_COPIES[Format.WACZ])
    if out.suffix == SUFFIX:
        with new_file(out) as file:
            return write_wacz(treated, captures, file, watch)
    with new_folder(out) as folder:
        return write_wacz(treated, captures, folder / WACZ_FILE, watch)
