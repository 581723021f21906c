"""`khobao alarms`: what a person should look at."""

from collections.abc import Sequence
from typing import Annotated

import orjson
import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from crawler.alarms.telling import as_json, named
from crawler.alarms.values import Alarm, Notice
from crawler.archive import Archive
from crawler.cli.article_view import safe
from crawler.cli.project import project
from crawler.cli.report import report_console, when


def alarms_command(
    cleared: Annotated[bool, typer.Option("--all", help="also alarms that were over in the last 30 days")] = False,
    as_lines: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
) -> None:
    """Print the alarms that stand: where, what, since when, on what evidence, and what to do."""
    here = project()
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        found = archive.alarms(standing=not cleared)
    if as_lines:
        for alarm in found:
            change = Notice("cleared" if alarm.cleared_at else "raised", alarm)
            print(orjson.dumps(as_json(change)).decode())
    else:
        report_console().print(alarms_view(found) if found else Text("No alarm stands."))


def alarms_view(alarms: Sequence[Alarm]) -> RenderableType:
    """A block an alarm."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for alarm in alarms:
        over = f", over since {when(alarm.cleared_at)}" if alarm.cleared_at else ""
        head = f"{named(alarm)}, since {when(alarm.since)}{over}"
        table.add_row(Text(safe(alarm.site or "archive"), style="bold"), Text(safe(head), style="bold"))
        table.add_row("", Text(safe(alarm.evidence)))
        table.add_row("", Text(safe(alarm.advice), style="dim"))
    return table
