"""Alarms, and what is kept back, as a terminal shows them."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from crawler.alarms.telling import named
from crawler.alarms.values import Alarm
from crawler.archive import Quarantine
from crawler.cli.article_view import safe, when


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


def quarantine_view(kept_back: Sequence[Quarantine]) -> RenderableType:
    """A line a site that is kept back from exports."""
    table = Table.grid(padding=(0, 2))
    for one in kept_back:
        said = f"{one.articles:,} articles, since {when(one.since)}; `khobao quarantine release {one.site}`"
        table.add_row(Text(safe(one.site)), Text(safe(said)))
    return table
