"""Ctrl-C where a command can say exactly what it has done: what is at hand is finished first."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def finishing_first() -> Iterator[Callable[[], bool]]:
    """Tells whether Ctrl-C was pressed. Pressed again, it ends the command at once, as it does elsewhere."""
    asked = False

    def hear(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
