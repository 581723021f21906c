"""The bar at a terminal that shows how far an export is."""

import time

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

_EVERY = 0.1  # seconds


class Shown:
    """Shows progress at a terminal. No thread does it: an export starts worker processes as forks."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._shown = 0.0

    def begin(self, total: int, done: int) -> None:
        self._task = self._progress.add_task("articles", total=total, completed=done)

    def advance(self, articles: int) -> None:
        if self._task is not None:
            self._progress.advance(self._task, articles)
            if time.monotonic() > self._shown + _EVERY:
                self._progress.refresh()
                self._shown = time.monotonic()


def export_progress(
    shown: str = "{task.completed:,.0f} of {task.total:,.0f} {task.description}", *, alone: bool = False
) -> Progress:
    """A bar that vanishes when it is done, nothing where no person looks on; `alone` when it is to move without
    `Shown`."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), BarColumn(), TextColumn(shown), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, auto_refresh=alone, disable=not console.is_terminal)
