"""`khobao coverage`: what papers list, day by day, against what the archive holds of it."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crawler.archive import Archive
from crawler.cli.article_view import safe
from crawler.cli.project import project
from crawler.cli.report import report_console
from crawler.coverage import OUTCOMES, Counts, Paper, commands, draw, papers
from crawler.dates import VIETNAM
from crawler.errors import BadInput
from crawler.frontier import Days, known_urls, seen

_SPAN = timedelta(days=29)


def coverage_command(
    *,
    site: Annotated[str, typer.Option(metavar="ID,…", help="these papers; default: all")] = "",
    from_: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="default: 29 days before --to")] = "",
    to: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="default: today, in Viet Nam")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a paper instead of tables")] = False,
    svg: Annotated[Path | None, typer.Option(metavar="FILE", help="write calendars too, as SVG")] = None,
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="write calendars too, as PNG")] = None,
    missing: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="write the addresses that wait or failed, for `scrapy crawl urls`"),
    ] = None,
) -> None:
    """Print what feeds and sitemaps listed by day, what of it is held, why the rest is not, and how to fetch it."""
    days = _days(from_, to)
    wanted = {name.strip() for name in site.split(",") if name.strip()} or None
    here = project()
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        found = papers(seen(archive.database, wanted, days))
        if missing is not None:
            _write(missing, known_urls(archive.database, wanted, days))
    _require(wanted, found)
    if svg is not None:
        draw(found, svg, "svg")
    if png is not None:
        draw(found, png, "png")
    if as_json:
        for paper in found:
            print(json.dumps(_as_json(paper, days), ensure_ascii=False))
    else:
        report_console().print(_view(found, days))


def _days(first: str, last: str) -> Days:
    until = _day("--to", last) if last else datetime.now(VIETNAM).date()
    since = _day("--from", first) if first else until - _SPAN
    if until < since:
        raise BadInput(f"--to {until} lies before --from {since}: swap them")
    return since, until


def _day(name: str, text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=VIETNAM).date()
    except ValueError:
        raise BadInput(f"{name} {text}: is no date; write YYYY-MM-DD") from None


def _require(wanted: Iterable[str] | None, found: Sequence[Paper]) -> None:
    known = {paper.site for paper in found}
    strange = [site for site in sorted(wanted or ()) if site not in known]
    if strange:
        raise BadInput(
            f"site {strange[0]!r}: no feed or sitemap of it listed anything in these days: "
            "crawl it, or name other days with --from and --to"
        )


def _write(file: Path, urls: Iterable[str]) -> None:
    try:
        with file.open("w", encoding="utf-8") as out:
            count = sum(1 for url in urls if out.write(f"{url}\n"))
    except OSError as error:
        raise BadInput(f"{file}: cannot write these addresses: {error.strerror}") from None
    print(f"{file}: {count:,} addresses", file=sys.stderr)


def _view(found: Sequence[Paper], days: Days) -> RenderableType:
    if not found:
        return Text(f"Nothing is known of what papers listed from {days[0]} to {days[1]}: crawl something first.")
    return Group(*(part for paper in found for part in _paper_view(paper, days)))


def _paper_view(paper: Paper, days: Days) -> list[RenderableType]:
    every = [*paper.days.values(), paper.undated]
    shown = [outcome for outcome in OUTCOMES if outcome == "held" or any(counts.of([outcome]) for counts in every)]
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    table.add_column(safe(paper.site))
    for heading in ("listed", *shown, "coverage"):
        table.add_column(heading, justify="right")

    def add(name: str, counts: Counts) -> None:
        numbers = (_number(counts.listed), *(_number(counts.of([outcome])) for outcome in shown))
        table.add_row(name, *numbers, Text(counts.percent))

    for day, counts in paper.days.items():
        add(f"{day}", counts)
    table.add_section()
    add("all days", paper.total)
    if paper.undated.listed:
        add("undated", paper.undated)
    return [table, *_why(paper), *_how(paper, days)]


def _why(paper: Paper) -> list[RenderableType]:
    reasons = (paper.total + paper.undated).reasons
    told = [f"{safe(reason)} {count:,}" for reason, count in sorted(reasons.items(), key=lambda one: (-one[1], one[0]))]
    return [Text("; ".join(told))] if told else []


def _how(paper: Paper, days: Days) -> list[RenderableType]:
    lines = commands(paper, days)
    return (
        [Text("\n".join(("To fetch what is missing:", *(f"  {line}" for line in lines), "")))] if lines else [Text("")]
    )


def _number(count: int) -> Text:
    return Text(f"{count:,}") if count else Text("·", style="dim")


def _as_json(paper: Paper, days: Days) -> dict[str, Any]:
    first, last = days
    return {
        "site": paper.site,
        "from": f"{first}",
        "to": f"{last}",
        **_counts_json(paper.total),
        "days": [{"day": f"{day}", **_counts_json(counts)} for day, counts in paper.days.items()],
        "undated": _counts_json(paper.undated),
        "commands": commands(paper, days),
    }


def _counts_json(counts: Counts) -> dict[str, Any]:
    outcomes = {outcome.replace(" ", "_"): counts.of([outcome]) for outcome in OUTCOMES}
    return {
        "listed": counts.listed,
        **outcomes,
        "coverage": counts.share,
        "reasons": dict(sorted(counts.reasons.items())),
    }
