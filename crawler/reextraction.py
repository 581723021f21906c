"""Archived pages read again out of their WARC records, by today's extractor and without the network.

A page is read with what was known of its site when it was read first (`crawler.extraction.remembered`), so that the
result depends on its bytes and its row alone: in whatever order, by however many processes, after however many kills.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar, get_args

from crawler.archive import Archive, Reread, Rereader, Revision, Scope
from crawler.archive.rows.bodies import payload_digest
from crawler.errors import ArchiveUnusable, Reason
from crawler.extraction import EXTRACTOR, read_with, remembered
from crawler.items import Article, Extracted, Failure, Fingerprinted, FoundBy, Page, Recurring, failed
from crawler.learning import recurring
from crawler.neardup import fingerprint
from crawler.urls import article_id
from crawler.validation import Rules, refusal
from crawler.warc import UnreadableRecord, read
from crawler.workers import ExtractionPool

READ = frozenset(
    {
        Reason.NO_ARTICLE, Reason.LISTING, Reason.SOFT_404, Reason.WALL, Reason.CIPHERTEXT, Reason.NO_TITLE,
        Reason.TOO_SHORT, Reason.LANGUAGE, Reason.EXTRACTION_TIMEOUT, Reason.EXTRACTION_CRASH,
        Reason.EXTRACTION_FAILED,
    }
)  # fmt: skip
"""Refusals that a better extractor may take back."""

_OURS = frozenset({Reason.EXTRACTION_TIMEOUT, Reason.EXTRACTION_CRASH, Reason.EXTRACTION_FAILED, Reason.INTERNAL})
"""Failures of the reading, which say nothing of the page."""

FIELDS = (
    "title", "summary", "text", "captions", "authors", "source", "dateline", "published_at", "modified_at", "section",
    "tags", "language", "kind", "quality", "dropped", "blocks",
)  # fmt: skip
"""What a report names; blocks only when text and captions are the same, and headings or lists are others."""

Item = TypeVar("Item")
Result = TypeVar("Result")
Became = Literal["unchanged", "changed", "no-article", "new", "still-refused", "unreadable", "not-read"]
"""`no-article`: an article that is none by today's rules; `not-read`: the extraction crashed or took too long."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one page. `changed` names fields; words are those of lead and text, wherever they stand."""

    became: Became
    url: str
    detail: str = ""
    changed: tuple[str, ...] = ()
    words_added: int = 0
    words_removed: int = 0


@dataclass(frozen=True, slots=True)
class Reextraction:
    """Everything that reading again needs.

    `again` reads also what today's extractor has read. `ahead` is how many pages are in memory at a time.
    """

    archive: Archive
    warc_dir: Path
    pool: ExtractionPool
    rules: Rules
    scope: Scope
    again: bool
    ahead: int
    memories: dict[str, Recurring] = field(default_factory=dict)

    @property
    def _unless(self) -> str | None:
        return None if self.again else EXTRACTOR

    def count(self) -> int:
        """How many outcomes `run` brings."""
        rereader = self.archive.rereader()
        return rereader.count(self.scope, self._unless) + rereader.count_refused(self.scope, READ)

    def run(self) -> Iterator[Outcome]:
        """Read revisions, then refused pages; a batch is stored, in one transaction, before its outcomes are told.

        Raises ArchiveUnusable. What is stored stays; the next run leaves it out.
        """
        rereader = self.archive.rereader()
        with asyncio.Runner() as runner:
            for batch in rereader.revisions(self.scope, self._unless):
                yield from self._revisions(runner, rereader, batch)
            for refused in rereader.refused(self.scope, READ):
                yield from self._refused(runner, rereader, refused)

    def _revisions(self, runner: asyncio.Runner, rereader: Rereader, batch: Sequence[Revision]) -> Iterator[Outcome]:
        found = runner.run(_each(self._read_revision, batch, self.ahead))
        rereader.replace([one for one in found if isinstance(one, Reread)])
        yield from (_compared(one) if isinstance(one, Reread) else one for one in found)

    async def _read_revision(self, revision: Revision) -> Reread | Outcome:
        try:
            before = revision.article()
            page = self._page(revision.page)
            if payload_digest(page) != revision.payload:
                raise UnreadableRecord(f"the body at {_where(page)} is not the one of the row, {revision.payload}")
        except (ArchiveUnusable, UnreadableRecord) as error:
            return Outcome("unreadable", revision.page.url, str(error))
        found = self._valid(await self.pool.extract(page, remembered(before)))
        if isinstance(found, Failure):
            return _not_taken(found, "no-article")
        # an article keeps the id by which exports and addresses know it
        article = replace(read_with(found.article, before), canonical_url=revision.canonical_url)
        return Reread(revision, article, fingerprint(article.text))

    def _refused(self, runner: asyncio.Runner, rereader: Rereader, batch: Sequence[Failure]) -> Iterator[Outcome]:
        found = runner.run(_each(self._read_refused, batch, self.ahead))
        articles = {one.article.canonical_url: one for one in found if isinstance(one, Fingerprinted)}
        there = rereader.known([article_id(url) for url in articles])
        self.archive.store_many([one for url, one in articles.items() if article_id(url) not in there])
        for one in found:
            if isinstance(one, Outcome):
                yield one
            elif articles[one.article.canonical_url] is one and article_id(one.article.canonical_url) not in there:
                yield Outcome("new", one.page.url)
            else:
                yield Outcome("still-refused", one.page.url, "an article that is there under another address")

    async def _read_refused(self, failure: Failure) -> Fingerprinted | Outcome:
        try:
            page = self._page(_fetched(failure))
        except UnreadableRecord as error:
            return Outcome("unreadable", failure.url, str(error))
        found = self._valid(await self.pool.extract(page, self._memory(failure.site)))
        if isinstance(found, Failure):
            return _not_taken(found, "still-refused")
        return Fingerprinted(found.page, found.article, fingerprint(found.article.text))

    def _page(self, page: Page) -> Page:
        """The page with its body, out of its record. Raises UnreadableRecord."""
        if page.warc is None:
            raise UnreadableRecord("its row names no WARC record")
        recorded = read(self.warc_dir, page.warc)
        return replace(page, headers=recorded.headers, body=recorded.body, fetched_at=recorded.fetched_at)

    def _valid(self, found: Extracted | Failure) -> Extracted | Failure:
        if isinstance(found, Failure):
            return found
        refused = refusal(found.article, self.rules)
        return failed(found.page, *refused) if refused else found

    def _memory(self, site: str) -> Recurring:
        """What the archive knows of a site; reading again teaches nothing, so it stays the same."""
        if site not in self.memories:
            self.memories[site] = recurring(self.archive.learned(site))
        return self.memories[site]


async def _each(work: Callable[[Item], Awaitable[Result]], items: Sequence[Item], at_once: int) -> list[Result]:
    """The results in order, of at most `at_once` that run at a time."""
    free = asyncio.Semaphore(at_once)

    async def one(item: Item) -> Result:
        async with free:
            return await work(item)

    return await asyncio.gather(*map(one, items))


def _fetched(failure: Failure) -> Page:
    """The fetch of a refused page, as far as its row tells; only pages answered with 200 are ever extracted."""
    way: FoundBy = next((way for way in get_args(FoundBy) if way == failure.found_by), "urls")
    asked = failure.requested_url or failure.url
    return Page(failure.url, asked, failure.site, 200, (), b"", failure.at, way, warc=failure.warc)


def _not_taken(failure: Failure, became: Became) -> Outcome:
    detail = f"{failure.reason}: {failure.detail}"
    return Outcome("not-read" if failure.reason in _OURS else became, failure.url, detail)


def _compared(one: Reread) -> Outcome:
    old, new = one.before.article(), one.article
    changed = {name for name in FIELDS if getattr(old, name) != getattr(new, name)}
    if changed & {"text", "captions"}:
        changed.discard("blocks")
    was, now = _words(old), _words(new)
    named = tuple(name for name in FIELDS if name in changed)
    added, removed = (now - was).total(), (was - now).total()
    return Outcome("changed" if named else "unchanged", new.url, "", named, added, removed)


def _words(article: Article) -> Counter[str]:
    return Counter(article.summary.split()) + Counter(article.text.split())


def _where(page: Page) -> str:
    return f"{page.warc.file} offset {page.warc.offset}" if page.warc else "no record"
