"""`khobao history`: what an article said, and what it says now."""

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import orjson
import typer
from rich.padding import Padding
from rich.text import Text

from crawler.archive import Archive, Change, Exported, changes
from crawler.articlejson import to_json
from crawler.cli.article_view import safe
from crawler.cli.project import project
from crawler.cli.report import report_console
from crawler.seedformat import VIETNAM

_STYLES = {"same": "", "removed": "red strike", "added": "green"}
_SIGNS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}  # those of `git diff --word-diff`


def history_command(
    article: Annotated[str, typer.Argument(metavar="URL|ID", help="any address of an article, or its id")],
    json: Annotated[bool, typer.Option("--json", help="one JSON object a revision, a line each")] = False,
) -> None:
    """Show all revisions of an article, oldest first: what changed by words in headline, lead, authors, times, body."""
    here = project()
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        revisions = archive.history(article)
    if json:
        sys.stdout.buffer.writelines(_lines(revisions))
        return
    console = report_console()
    for text in _shown(revisions, colours=console.is_terminal):
        console.print(text)


def _changed(revisions: Sequence[Exported]) -> Iterator[tuple[Exported, list[Change]]]:
    before = revisions[0]
    for now in revisions:
        yield now, changes(before.article, now.article)
        before = now


def _lines(revisions: Sequence[Exported]) -> Iterator[bytes]:
    for one, changed in _changed(revisions):
        value: dict[str, Any] = {
            "revision": one.revision,
            "fetched_at": one.fetched_at,
            "gone_at": one.gone_at,
            "warc": one.warc,
            "changes": changed,
            "article": to_json(one.article),
        }
        yield orjson.dumps(value) + b"\n"


def _shown(revisions: Sequence[Exported], *, colours: bool) -> Iterator[Text | Padding]:
    first, last = revisions[0], revisions[-1]
    yield Text(safe(first.article.title), style="bold")
    yield Text(safe(last.article.canonical_url), style="dim")
    for one, changed in _changed(revisions):
        yield Text()
        yield Text(f"revision {one.revision} · fetched {_moment(one)}", style="bold")
        if one is first:
            yield Padding(Text(f"{_paragraphs(len(one.article.blocks))}, {_published(one)}"), (0, 0, 0, 2))
        for change in changed:
            if change.unchanged:
                yield Padding(Text(f"… {_paragraphs(change.unchanged)} as before", style="dim"), (0, 0, 0, 2))
            yield Padding(_change(change, colours=colours), (0, 0, 0, 2))
    if last.gone_at:
        yield Text(f"\ngone since {last.gone_at.astimezone(VIETNAM):%Y-%m-%d %H:%M}", style="bold red")


def _change(change: Change, *, colours: bool) -> Text:
    text = Text("" if change.field == "body" else f"{change.field}: ", style="")
    for place, piece in enumerate(change.pieces):
        before, after = ("", "") if colours else _SIGNS[piece.kind]
        text.append(" " if place else "")
        text.append(f"{before}{safe(piece.text)}{after}", style=_STYLES[piece.kind])
    return text


def _moment(one: Exported) -> str:
    return f"{one.fetched_at.astimezone(VIETNAM):%Y-%m-%d %H:%M}"


def _published(one: Exported) -> str:
    at = one.article.published_at
    return f"published {at.astimezone(VIETNAM):%Y-%m-%d %H:%M}" if at else "without a date of publication"


def _paragraphs(count: int) -> str:
    return "1 paragraph" if count == 1 else f"{count:,} paragraphs"
