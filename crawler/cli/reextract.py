"""`khobao reextract`: today's extractor over the pages that are in the archive already."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy.settings import Settings

from crawler.archive import Archive, Scope
from crawler.cli.article_view import safe
from crawler.cli.project import project, project_settings
from crawler.errors import BadInput, KhoBaoError
from crawler.reextraction import FIELDS, READ, Outcome, Reextraction
from crawler.seedformat import VIETNAM, day_from
from crawler.validation import Rules
from crawler.workers import ExtractionPool

_SHOWN = {
    "unchanged": "unchanged",
    "changed": "changed",
    "new": "pages refused before, articles now",
    "still-refused": "pages refused before and now",
    "no-article": "articles that would be refused now: left as they were",
    "not-read": "extraction failed: left as they were",
    "unreadable": "records that cannot be read: left as they were",
}
_NAMED = {"summary": "lead", "published_at": "time of publication", "modified_at": "time of change"}
_TOLD = frozenset({"no-article", "not-read", "unreadable"})
_FAULTS = frozenset({"not-read", "unreadable"})


def reextract_command(
    site: Annotated[str, typer.Option(metavar="ID,ID", help="only these papers")] = "",
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="only pages fetched on this day or later")] = "",
    until: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="only pages fetched on this day or earlier")] = "",
    again: Annotated[bool, typer.Option("--again", help="also what today's extractor has read already")] = False,
) -> None:
    """Read archived pages again, out of their WARC records and without the network, with today's extractor.

    Texts, titles, dates … are replaced, and all that follows from them; no revision is made. Pages that were refused
    become articles when they are ones now; a site in quarantine whose articles are read well now is released. A run
    that was ended goes on when the same command is given again.
    """
    scope = _scope(site, since, until)
    here, settings = project(), project_settings()
    # Opening to write would make an empty archive where there is none.
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        archive.require_articles()
        _require_papers(archive, scope)
    with Archive.open(here.database_url, here.archive_dir) as archive, _pool(settings) as pool:
        rules = Rules(settings.getint("MIN_WORDS"), frozenset(settings.getlist("LANGUAGES")))
        ahead = 2 * settings.getint("EXTRACTION_PROCESSES")
        asked = Reextraction(archive, here.archive_dir / "warc", pool, rules, scope, again, ahead)
        tally = Tally()
        for outcome in _followed(asked.run(), asked.count()):
            tally.add(outcome)
        for healed in archive.release_healed(scope.sites):
            print(f"{healed.site}: {healed.articles:,} articles are read well now: released from quarantine")
        imported = archive.rereader().count_imported(scope)
    if imported:
        print(f"{imported:,} imported articles have no page to read again: left as they are", file=sys.stderr)
    print("\n".join(tally.lines()))
    if tally.faults:
        pages = "1 page" if tally.faults == 1 else f"{tally.faults:,} pages"
        raise KhoBaoError(f"{pages} could not be read, see above: what stood there stays")


class Tally:
    """Outcomes counted."""

    def __init__(self) -> None:
        self._became: Counter[str] = Counter()
        self._changed: Counter[str] = Counter()
        self._added = self._removed = 0

    @property
    def faults(self) -> int:
        """Pages that were not read, for no fault of theirs."""
        return sum(self._became[name] for name in _FAULTS)

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        self._became[outcome.became] += 1
        self._changed.update(outcome.changed)
        self._added += outcome.words_added
        self._removed += outcome.words_removed

    def lines(self) -> Iterator[str]:
        """The report: a line a kind of outcome, a line a field that changed."""
        yield f"{self._became.total():>9,}  pages read again"
        for name, shown in _SHOWN.items():
            if self._became[name]:
                yield f"{self._became[name]:>9,}  {shown}"
            if name == "changed":
                yield from self._fields()

    def _fields(self) -> Iterator[str]:
        for name in FIELDS:
            if self._changed[name]:
                words = f" (+{self._added:,} −{self._removed:,} words of lead and text)" if name == "text" else ""
                yield f"{self._changed[name]:>17,}  {_NAMED.get(name, name)}{words}"


def _followed(outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    """The same outcomes, with progress and what a person should know of them on stderr."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("pages read again"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("reextract", total=total)
        for outcome in outcomes:
            progress.advance(task)
            if outcome.became in _TOLD:
                told = safe(f"{outcome.became}  {outcome.url}  {outcome.detail}")
                console.print(told, markup=False, highlight=False, soft_wrap=True)
            yield outcome


def _scope(site: str, since: str, until: str) -> Scope:
    """Days are counted in Viet Nam, both included."""
    sites = frozenset(one.strip() for one in site.split(",") if one.strip())
    last = _midnight(until)
    return Scope(sites or None, _midnight(since), last + timedelta(days=1) if last else None)


def _midnight(day: str) -> datetime | None:
    return datetime.combine(day_from(day), time(), VIETNAM) if day else None


def _require_papers(archive: Archive, scope: Scope) -> None:
    """Raises BadInput for a paper of which the archive holds nothing: its id is mistyped."""
    rereader = archive.rereader()
    for site in sorted(scope.sites or ()):
        alone = Scope(frozenset({site}))
        if not rereader.count(alone, None) and not rereader.count_refused(alone, READ):
            raise BadInput(f"--site {site}: the archive holds no page of such a paper: `khobao report` lists all")


@contextmanager
def _pool(settings: Settings) -> Iterator[ExtractionPool]:
    pool = ExtractionPool(
        processes=settings.getint("EXTRACTION_PROCESSES"),
        timeout=settings.getfloat("EXTRACTION_TIMEOUT"),
        pages_per_worker=settings.getint("EXTRACTION_PAGES_PER_WORKER"),
        memory=settings.getint("EXTRACTION_MEMORY"),
    )
    try:
        yield pool
    finally:
        pool.close()
