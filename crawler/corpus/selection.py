"""What goes into an export, and how its texts are written: everything that a person chooses of it."""

from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec


class Format(StrEnum):
    """seed: one text file an article; text: texts alone; jsonl, parquet: all that is known; wacz: pages as served."""

    SEED = "seed"
    TEXT = "text"
    JSONL = "jsonl"
    PARQUET = "parquet"
    WACZ = "wacz"


class Compression(StrEnum):
    """Of the formats that are lines of text; Parquet has zstd inside."""

    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"


class Copies(StrEnum):
    """keep: every article, no word of copies; flag: every article, copies named; drop: the first of each cluster."""

    KEEP = "keep"
    FLAG = "flag"
    DROP = "drop"


class Tone(StrEnum):
    """Where the tone mark of `oa`, `oe`, `uy` stands: as the paper wrote it, hòa (old), hoà (new)."""

    KEEP = "keep"
    OLD = "old"
    NEW = "new"


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which articles; None means any. Days are those of Viet Nam, both included; an article without a date is in none.

    Sections, kinds and languages are compared without case. Lengths count syllables of the text as it is written:
    what stands between blanks. `filters` are names in `crawler.corpus.filters`.
    """

    sites: tuple[str, ...] | None = None
    from_day: date | None = None
    to_day: date | None = None
    sections: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    least_quality: float = 0.0
    least_syllables: int | None = None
    most_syllables: int | None = None
    copies: Copies = Copies.FLAG
    quarantined: bool = False
    revisions: Literal["latest", "all"] = "latest"
    filters: tuple[str, ...] = ()


class Writing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a text is written: with captions where they stand, headline and lead before it, tone marks of one kind.

    `mask_pii` puts placeholders for phone numbers, mail addresses and identity numbers.
    """

    captions: bool = False
    title: bool = False
    lead: bool = False
    tone: Tone = Tone.KEEP
    mask_pii: bool = False


class Split(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """train, validation and test: by the day from which validation and test begin, or by shares of clusters (%)."""

    by: Literal["time", "cluster"]
    days: tuple[date, date] | None = None
    shares: tuple[int, int, int] | None = None


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All options of an export: with the same ones, one state of an archive is always the same bytes."""

    format: Format
    compression: Compression = Compression.NONE
    selection: Selection = Selection()
    writing: Writing = Writing()
    split: Split | None = None


SPLITS = ("train", "validation", "test")
"""Their names, in the order of their numbers; an export that is not split has one, `articles`."""


def split_names(options: Options) -> tuple[str, ...]:
    """The splits of an export, in order."""
    return SPLITS if options.split else ("articles",)


def usual(form: Format) -> Options:
    """What an export in this format is unless one says otherwise."""
    plain = form in {Format.SEED, Format.TEXT}  # they have no place for a flag
    selection = Selection(copies=Copies.DROP if plain else Copies.FLAG)
    return Options(format=form, selection=selection, writing=Writing(captions=form is Format.SEED))
