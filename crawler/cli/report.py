"""`khobao report`: what the archive holds, paper by paper, and how one article came out."""

import os
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from crawler.archive import Archive, Figures, SiteFigures
from crawler.cli.article_view import article_view, safe
from crawler.cli.project import project
from crawler.errors import BadInput
from crawler.seedformat import VIETNAM

PLAIN_WIDTH = 120
"""Columns when the output is no terminal and COLUMNS does not say."""


def report_command(
    article: Annotated[str, typer.Option(metavar="ID", help="show this article and what was taken out of it")] = "",
    sample: Annotated[
        bool, typer.Option("--sample", help="after the figures, show one article as it came out")
    ] = False,
) -> None:
    """Print what the archive holds: found, archived, copies, refused and why, and where it lies."""
    here = project()
    console = report_console()
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        if article:
            return console.print(_asked_for(archive, article))
        console.print(figures_view(archive.report()))
        shown = archive.example() if sample else None
        if shown:
            console.print(Text("One article as it came out", style="bold"), article_view(shown))
    return None


def report_console() -> Console:
    """Standard output; colours and the window's width only at a terminal."""
    plain = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(width=PLAIN_WIDTH if plain else None, highlight=False, markup=False)


def figures_view(figures: Figures) -> RenderableType:
    """The figures as two tables and the places where things lie."""
    if not figures.sites:
        return Text(f"The archive {figures.database} is empty: crawl something first.")
    parts: list[RenderableType] = [Text("What the archive holds", style="bold"), papers_table(figures)]
    if any(site.failures for site in figures.sites):
        parts += [Text("Not archived, and why", style="bold"), failures_table(figures)]
    return Group(*parts, places_view(figures))


def papers_table(figures: Figures) -> Table:
    """A row a paper: pages found by each way, articles archived, copies of each kind."""
    sites = figures.sites
    ways = sorted({way for site in sites for way in site.found})
    kinds = sorted({kind for site in sites for kind in site.copies})
    table = _table("paper", "found", *(f"by {safe(way) or 'none'}" for way in ways), "archived")
    for heading in (*kinds, "revised", "gone", "not archived"):
        table.add_column(heading, justify="right")
    for site in sites:
        table.add_row(Text(safe(site.site)), *map(_number, _row(site, ways, kinds)))
    table.add_section()
    totals = [sum(column) for column in zip(*(_row(site, ways, kinds) for site in sites), strict=True)]
    table.add_row("all", *map(_number, totals), style="bold")
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
        first, last = (moment.astimezone(VIETNAM) for moment in (figures.first_fetched_at, figures.last_fetched_at))
        table.add_row(Text("fetched", style="dim"), f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} (+07:00)")
    return table


def _asked_for(archive: Archive, article_id: str) -> RenderableType:
    revisions = archive.revisions(article_id)
    if not revisions:
        raise BadInput(f"the archive holds no article {article_id!r}: ids are the 16 hex digits that exports print")
    return article_view(revisions[-1])


def _row(site: SiteFigures, ways: list[str], kinds: list[str]) -> list[int]:
    found = [site.found.get(way, 0) for way in ways]
    copies = [site.copies.get(kind, 0) for kind in kinds]
    missed = sum(site.failures.values())
    return [sum(found), *found, site.archived, *copies, site.revised, site.gone, missed]


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
