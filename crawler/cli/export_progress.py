"""How an export shows what it does: lines on stderr, and a bar at a terminal."""

import sys

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


class Shown:
    """Shows progress at a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begin(self, total: int, done: int) -> None:
        self._task = self._progress.add_task("articles", total=total, completed=done)

    def advance(self, articles: int) -> None:
        if self._task is not None:
            self._progress.advance(self._task, articles)


def export_progress(shown: str = "{task.completed:,.0f} of {task.total:,.0f} {task.description}") -> Progress:
    """A bar that vanishes when it is done."""
    columns = (SpinnerColumn(), BarColumn(), TextColumn(shown), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def told_to_a_person(line: str) -> None:
    """A line that a person should read."""
    print(f"khobao: {line}", file=sys.stderr)
