"""The values that travel the path of a page. All are frozen; a stage takes one and returns the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from crawler.errors import Reason

BlockKind = Literal["paragraph", "heading", "list", "quote", "table", "caption"]
FoundBy = Literal["feed", "sitemap", "section", "urls", "recheck", "import"]
IMPORT: FoundBy = "import"
"""The way of articles that came as files: they have no web address, so there is nothing to fetch or read again."""

VerdictKind = Literal["unique", "exact", "near", "contained", "template"]


@dataclass(frozen=True, slots=True)
class WarcRef:
    """Where a response record lies: file name below ARCHIVE_DIR/warc, byte offset, payload digest (`sha1:BASE32`)."""

    file: str
    offset: int
    digest: str


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page: decoded entity body, and where its raw bytes are kept.

    `url` answered, `requested_url` was asked for (they differ after redirects); `found_at` is the feed, sitemap or
    section that listed it; times are aware. `ticket` is the frontier's name of the page while it is being fetched,
    `domains` are those of its paper (`host` or `host:port`), where they are known.
    """

    url: str
    requested_url: str
    site: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)  # a log line must not hold a page
    fetched_at: datetime
    found_by: FoundBy
    found_at: str = ""
    listed_at: datetime | None = None
    warc: WarcRef | None = None
    ticket: int | None = None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotModified:
    """A page without a body, of which the server says that it is what an earlier fetch brought (304)."""

    page: Page


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body in reading order; a list has an item a line, a table a row a line (cells by ` | `)."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of a page that was taken out of the text, and the rule that did it."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How far the extraction is to be trusted, 0…1, with a reason for every deduction."""

    score: float = 1.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """What a careful reader takes out of a page. `origins` says where each field came from (`json-ld`, `meta`, …)."""

    url: str
    canonical_url: str
    site: str
    title: str
    blocks: tuple[Block, ...]
    summary: str = ""
    authors: tuple[str, ...] = ()
    source: str | None = None
    dateline: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    kind: str = "article"
    quality: Quality = field(default_factory=Quality)
    dropped: tuple[Dropped, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()
    extractor: str = ""

    @property
    def captions(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if block.kind == "caption")

    @property
    def text(self) -> str:
        """The body without captions; in a gallery the captions are the text."""
        keep_captions = self.kind == "gallery"
        return render(block for block in self.blocks if keep_captions or block.kind != "caption")


def render(blocks: Iterable[Block]) -> str:
    """Blocks as plain text, one blank line between them."""
    return "\n\n".join(block.text for block in blocks)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What near-duplicate search keeps of a text.

    `recipe` names normalisation, hashing and sizes; fingerprints of different recipes are never compared.
    `size` counts distinct shingles; `digest` is equal for equal shingle sets; `bands` are MinHash band keys and
    `sample` sampled shingle hashes, all unsigned 64-bit.
    """

    recipe: str
    size: int
    digest: int
    bands: tuple[int, ...]
    sample: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an article is a copy of. `similarity` is the Jaccard index; the containment when `kind` is `contained`."""

    kind: VerdictKind
    duplicate_of: str | None = None
    similarity: float | None = None
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that left the path early, and why. `detail` is for people, one line.

    `requested_url` is the address that was asked for, when a redirect made `url` another one; `ticket` is the page's.
    """

    url: str
    site: str
    reason: Reason
    detail: str
    at: datetime
    found_by: str = ""
    warc: WarcRef | None = None
    requested_url: str = ""
    ticket: int | None = None


def failed(page: Page, reason: Reason, detail: str) -> Failure:
    """The failure of a page that was fetched; `detail` is made one line of at most 300 characters."""
    one_line = " ".join(detail.split())[:300]
    now = datetime.now(UTC)
    by, asked = page.found_by, page.requested_url
    return Failure(page.url, page.site, reason, one_line, now, by, page.warc, asked, page.ticket)


@dataclass(frozen=True, slots=True)
class PageObservation:
    """What one page shows of its site: the texts in and around its body, as keys, those of most characters first.

    `page` is the article's id. A key is an unsigned 64-bit hash of the text without case; it is odd when the text is
    set apart from the running prose (most of it a link, or in a box of its own). `shape` are 32-bit hashes of what the
    page's design is made of.
    """

    page: str
    blocks: tuple[int, ...]
    shape: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Recurring:
    """Texts that recur on a site, by key: on how many of how many of its last pages.

    `pages` is how many pages it was learned from, `digest` names exactly this knowledge.
    """

    seen: Mapping[int, tuple[int, int]]
    pages: int
    digest: str


@dataclass(frozen=True, slots=True)
class Extracted:
    """A page and the article that was taken out of it."""

    page: Page
    article: Article
    observation: PageObservation | None = None


@dataclass(frozen=True, slots=True)
class Fingerprinted:
    """What is archived in one transaction; the verdict is given inside it, so that query and add are one step."""

    page: Page
    article: Article
    fingerprint: Fingerprint
    observation: PageObservation | None = None
