"""What an export tells a person: lines on stderr and, at a terminal, how far it is."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from crawler.corpus import Progress


class Unseen:
    """Progress that nobody sees."""

    def begin(self, total: int, done: int) -> None:
        pass

    def advance(self, articles: int) -> None:
        pass


@contextmanager
def progress_told() -> Iterator[Progress]:
    """A bar at a terminal; elsewhere nothing, not even loading what draws it."""
    if not sys.stderr.isatty():
        yield Unseen()
        return
    from crawler.cli.export_progress import Shown, export_progress  # noqa: PLC0415 - slow to load

    with export_progress() as progress:
        yield Shown(progress)


def told_to_a_person(line: str) -> None:
    """A line that a person should read."""
    print(f"khobao: {line}", file=sys.stderr)
