"""`khobao alarms`: what a person should look at."""

from typing import Annotated

import orjson
import typer
from rich.text import Text

from crawler.alarms.telling import as_json
from crawler.alarms.values import Notice
from crawler.archive import Archive
from crawler.cli.alarm_view import alarms_view
from crawler.cli.project import project
from crawler.cli.report import report_console


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
