"""`khobao report`: what the archive holds, paper by paper, and how one article came out."""

import os
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from crawler.archive import Archive, Figures, SiteFigures
from crawler.cli.alarm_view import alarms_view, quarantine_view
from crawler.cli.article_view import article_view, safe, when
from crawler.cli.project import Project, project
from crawler.errors import BadInput
from crawler.frontier import Left, left
from crawler.sheet import render, write
from crawler.sites import load_sites

PLAIN_WIDTH = 120
"""Columns when the output is no terminal and COLUMNS does not say."""

_COLUMNS = (
    "found", "by feed", "by sitemap", "by section", "by urls", "archived",
    "exact copies", "near copies", "contained copies", "revised", "gone", "refused",
)  # fmt: skip
_ALWAYS = frozenset({"found", "archived", "refused"})


def report_command(
    article: Annotated[str, typer.Option(metavar="ID", help="show this article and what was taken out of it")] = "",
    sample: Annotated[
        bool, typer.Option("--sample", help="after the figures, show one article as it came out")
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="write a data sheet to look at, in place of what was there")
    ] = None,
) -> None:
    """Print what the archive holds: found, archived, copies, refused and why, where it lies, and alarms."""
    here = project()
    console = report_console()
    if html is not None and (article or sample):
        raise BadInput("--html is a page of its own: leave --article and --sample out")
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        if html is not None:
            return _write_sheet(archive, here, html)
        if article:
            return console.print(_asked_for(archive, article))
        console.print(figures_view(archive.report(), left(archive.database)))
        if alarms := archive.alarms():
            console.print(Text("Alarms", style="bold"), alarms_view(alarms))
        if kept_back := archive.quarantines():
            console.print(Text("Kept back from exports", style="bold"), quarantine_view(kept_back))
        shown = archive.example() if sample else None
        if shown:
            console.print(Text("One article as it came out", style="bold"), article_view(shown))
    return None


def _write_sheet(archive: Archive, here: Project, file: Path) -> None:
    archive.require_articles()
    sites = load_sites(here.sites_dir) if here.sites_dir.is_dir() else []
    write(render(archive.sheet(), {site.id: site.name for site in sites if site.name}), file)
    print(f"data sheet in {file}", file=sys.stderr)


def report_console() -> Console:
    """Standard output; colours and the window's width only at a terminal."""
    plain = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(width=PLAIN_WIDTH if plain else None, highlight=False, markup=False)


def figures_view(figures: Figures, still: Mapping[str, Left]) -> RenderableType:
    """The figures as tables, what is still to be fetched, and the places where things lie."""
    if not figures.sites and not still:
        return Text(f"The archive {figures.database} is empty: crawl something first.")
    parts: list[RenderableType] = [Text("What the archive holds", style="bold"), papers_table(figures)]
    if any(site.failures for site in figures.sites):
        parts += [Text("Not archived, and why", style="bold"), failures_table(figures)]
    if still:
        parts += [Text("Still to be fetched", style="bold"), left_table(still)]
    return Group(*parts, places_view(figures))


def papers_table(figures: Figures) -> Table:
    """A row a paper: pages found by each way, articles archived, copies of each kind. Columns of zeros are left out."""
    rows = [(site.site, _counts(site)) for site in figures.sites]
    totals: Counter[str] = Counter()
    for _, counts in rows:
        totals.update(counts)
    shown = [name for name in _COLUMNS if totals[name] or name in _ALWAYS]
    shown += sorted(name for name, total in totals.items() if total and name not in _COLUMNS)
    table = _table("paper", *shown)
    for site, counts in rows:
        table.add_row(Text(safe(site)), *(_number(counts[name]) for name in shown))
    table.add_section()
    table.add_row("all", *(_number(totals[name]) for name in shown), style="bold")
    return table


def failures_table(figures: Figures) -> Table:
    """A row a reason: pages refused or failed, and at which papers."""
    reasons: Counter[str] = Counter()
    for site in figures.sites:
        reasons.update(site.failures)
    table = _table("reason", "pages")
    table.add_column("papers", overflow="fold")
    for reason, pages in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        papers = {site.site: site.failures[reason] for site in figures.sites if reason in site.failures}
        table.add_row(Text(safe(reason)), _number(pages), Text(_listed(papers)))
    return table


def left_table(still: Mapping[str, Left]) -> Table:
    """A row a paper: pages that wait, that failed and are tried again, and that were given up."""
    table = _table("paper", "waiting", "to try again", "next at", "given up")
    for site, pages in still.items():
        again = when(pages.next_at) if pages.next_at is not None else ""
        numbers = (_number(pages.waiting), _number(pages.failed), Text(again), _number(pages.given_up))
        table.add_row(Text(safe(site)), *numbers)
    return table


def places_view(figures: Figures) -> Table:
    """Where things lie, and from when to when pages were fetched."""
    table = Table.grid(padding=(0, 2))
    for name, place in (
        ("rows", figures.database),
        ("articles as files", figures.articles_dir),
        ("pages as served", figures.warc_dir),
    ):
        table.add_row(Text(name, style="dim"), Text(safe(place)))
    if figures.first_fetched_at and figures.last_fetched_at:
        first, last = when(figures.first_fetched_at), when(figures.last_fetched_at)
        table.add_row(Text("fetched", style="dim"), f"{first} to {last} (+07:00)")
    return table


def _asked_for(archive: Archive, article_id: str) -> RenderableType:
    revisions = archive.revisions(article_id)
    if not revisions:
        raise BadInput(f"the archive holds no article {article_id!r}: ids are the 16 hex digits that exports print")
    return article_view(revisions[-1])


def _counts(site: SiteFigures) -> Counter[str]:
    """Every figure of a paper by the name of its column."""
    counts = Counter({"found": sum(site.found.values()), "archived": site.archived})
    counts.update({"revised": site.revised, "gone": site.gone, "refused": sum(site.failures.values())})
    counts.update({f"by {way or 'none'}": count for way, count in site.found.items()})
    counts.update({f"{kind} copies": count for kind, count in site.copies.items()})
    return counts


def _table(first: str, *numbers: str) -> Table:
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    table.add_column(first)
    for heading in numbers:
        table.add_column(heading, justify="right")
    return table


def _number(count: int) -> Text:
    return Text(f"{count:,}") if count else Text("·", style="dim")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{safe(name)} {count:,}" for name, count in sorted(counts.items(), key=lambda item: -item[1]))
