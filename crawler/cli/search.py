"""`khobao search`: articles by their words."""

import sys
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Annotated

import orjson
import typer
from rich.padding import Padding
from rich.text import Text

from crawler.archive import Archive, Found, Limits, Marked
from crawler.cli.article_view import safe
from crawler.cli.project import project
from crawler.cli.report import report_console
from crawler.seedformat import VIETNAM, day_from
from crawler.urls import article_id


def search_command(
    asked: Annotated[list[str], typer.Argument(metavar="WORDS...", help='words, and "phrases in double quotes"')],
    *,
    site: Annotated[str, typer.Option(help="ids of sites, comma-separated; default: all")] = "",
    since: Annotated[str | None, typer.Option("--from", help="published on this day or later, YYYY-MM-DD")] = None,
    until: Annotated[str | None, typer.Option("--to", help="published on this day or before, YYYY-MM-DD")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="how many articles at most")] = 20,
    json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Find articles that hold all the words, best first. Without diacritics typed, any diacritics match.

    Words typed with diacritics bring those articles first that spell them so.
    """
    limits = Limits(
        sites=tuple(name.strip() for name in site.split(",") if name.strip()),
        since=_midnight(since),
        until=_midnight(until, days=1),
    )
    here = project()
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        found = archive.search(" ".join(asked), limits, limit)
    if json:
        sys.stdout.buffer.writelines(map(_line, found))
    else:
        _show(found)
    if not found:
        print("khobao: no article holds all of these words", file=sys.stderr)


def _midnight(day: str | None, days: int = 0) -> datetime | None:
    """The beginning of a day in Viet Nam, or of the day so many days later."""
    return None if day is None else datetime.combine(day_from(day) + timedelta(days=days), time(), VIETNAM)


def _show(found: Iterable[Found]) -> None:
    console = report_console()
    for one in found:
        article = one.article
        at = article.published_at
        facts = [f"{at.astimezone(VIETNAM):%Y-%m-%d %H:%M}" if at else "no date", article.site, _id(one)]
        console.print(_text(one.title, "bold"))
        console.print(Padding(Text(safe(" · ".join(facts)), style="dim"), (0, 0, 0, 2)))
        console.print(Padding(Text(safe(article.canonical_url), style="dim"), (0, 0, 0, 2)), soft_wrap=True)
        console.print(Padding(_text(one.snippet, ""), (0, 0, 1, 2)))


def _text(pieces: Iterable[Marked], style: str) -> Text:
    text = Text(style=style)
    for piece in pieces:
        text.append(safe(piece.text), style="bold yellow" if piece.found else "")
    return text


def _line(one: Found) -> bytes:
    article = one.article
    value = {
        "id": _id(one),
        "url": article.canonical_url,
        "site": article.site,
        "title": article.title,
        "published_at": article.published_at,
        "snippet": "".join(piece.text for piece in one.snippet),
        "found": [piece.text for piece in one.snippet if piece.found],
    }
    return orjson.dumps(value) + b"\n"


def _id(one: Found) -> str:
    return article_id(one.article.canonical_url)
