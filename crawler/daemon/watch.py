"""Who looks on while the daemon works: told that it is alive, and of every visit."""

from collections.abc import Callable
from dataclasses import dataclass

from crawler.daemon.visit import Result


@dataclass(frozen=True, slots=True)
class Watch:
    """`beat` is called at every pulse of the daemon, `visited` after every visit that was not stopped."""

    beat: Callable[[], None] = lambda: None
    visited: Callable[[Result], None] = lambda _: None


NOBODY = Watch()
