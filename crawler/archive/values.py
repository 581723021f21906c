"""What the archive answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from crawler.items import Article, Verdict, WarcRef

Outcome = Literal["new", "revised", "unchanged", "taken-down"]


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one article: revisions count from 1; `unchanged` added nothing but the fact of the visit.

    `taken-down`, of revision 0, was refused: it is an article that was taken down, come again under another address.
    """

    article_id: str
    revision: int
    verdict: Verdict
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Exported:
    """One revision of an article as the archive has it now: the verdict is today's, not the one given when it came.

    `number` is its place in archive order, `file` the path of the latest revision's file below ARCHIVE_DIR/articles,
    empty when there is no body to file;
    `found_by` the way that led to it first, `found_at` the feed, sitemap or section that led to this revision;
    `gone_at` when it first answered 404 or 410 after it was there; `quarantined` while it is kept back from exports.
    """

    number: int
    file: str
    found_by: str
    article: Article
    fetched_at: datetime
    revision: int
    verdict: Verdict
    gone_at: datetime | None
    warc: WarcRef | None
    found_at: str = ""
    quarantined: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of text; `found` when it is what was searched for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Found:
    """An article that a search found: its headline, and a piece of it around the words, both in pieces."""

    article: Article
    title: tuple[Marked, ...]
    snippet: tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article that was taken down: the digests of its pages (`sha1:BASE32`), why, when, and how many revisions.

    `finished` is false while something of it may be left in WARC or article files.
    """

    id: str
    digests: tuple[str, ...]
    reason: str
    taken_at: datetime
    revisions: int
    finished: bool


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What a takedown did with one article; `already` when it was taken down before."""

    id: str
    already: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Which pages: of these sites (None: all), fetched at or after `since` and before `until`."""

    sites: frozenset[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SiteFigures:
    """Counts of one paper. `found` counts pages by the way that led to them, `copies` articles by kind of copy,
    `failures` pages that are not archived by reason."""

    site: str
    found: Mapping[str, int] = field(default_factory=dict)
    archived: int = 0
    revised: int = 0
    gone: int = 0
    copies: Mapping[str, int] = field(default_factory=dict)
    failures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What an archive holds, paper by paper in the order of their ids, and where it lies."""

    sites: tuple[SiteFigures, ...]
    database: str
    articles_dir: str
    warc_dir: str
    first_fetched_at: datetime | None = None
    last_fetched_at: datetime | None = None
