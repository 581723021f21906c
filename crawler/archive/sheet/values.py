"""What a data sheet tells of an archive."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from crawler.archive.values import Figures


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """A paper: articles by day of publication in Viet Nam, how many name no day, characters of their texts."""

    site: str
    articles: int
    characters: int
    undated: int
    days: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class CopyPair:
    """Articles of `copier` that are copies of articles of `source`.

    Delays are in seconds between the times of publication of those of which both name a time of day; None without any.
    """

    source: str
    copier: str
    articles: int
    median: float | None
    fastest: float | None


@dataclass(frozen=True, slots=True)
class CopyExample:
    """A copy at another paper: who was first, with which headline, and how many seconds later it came."""

    source: str
    copier: str
    original: str
    title: str
    delay: float
    similarity: float
    kind: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What `articles` articles hold, of all or of a sample: per paper how many have each field, pieces taken out by
    rule, and reasons for lower quality."""

    articles: int
    of_paper: Mapping[str, int]
    filled: Mapping[str, Mapping[str, int]]
    dropped: Mapping[str, int]
    doubts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it. `lengths` counts articles by characters, `quality` by hundredths; `figures` are those of a report."""

    figures: Figures
    papers: tuple[PaperSheet, ...]
    lengths: Mapping[int, int]
    quality: Mapping[int, int]
    kinds: Mapping[str, int]
    languages: Mapping[str, int]
    pairs: tuple[CopyPair, ...]
    examples: tuple[CopyExample, ...]
    contents: Contents
    fetched_until: datetime | None
