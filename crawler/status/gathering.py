"""Snapshots, one after another, by a thread of their own: requests get the last one and wait for nothing."""

import logging
import threading
import time

from crawler.errors import ArchiveUnusable
from crawler.status.pulse import SILENCE, Pulse
from crawler.status.snapshot import Snapshot, Source, take

logger = logging.getLogger(__name__)

EVERY = 15.0
"""Seconds between two snapshots."""

_SHARE = 20  # a snapshot that took a second is 20 seconds old before the next begins: at most a twentieth of a core
_STALE = 120.0  # seconds after which an archive that has not answered is taken for one that does not


class Gathering:
    """Keeps the last snapshot, and knows whether all is well."""

    def __init__(self, source: Source, pulse: Pulse) -> None:
        self._source = source
        self._pulse = pulse
        self._ending = threading.Event()
        self._asked = time.monotonic()
        self._trouble = ""
        self.snapshot: Snapshot | None = None
        self._thread = threading.Thread(target=self._run, name="status-figures", daemon=True)

    def start(self) -> None:
        """Begin; the first snapshot takes a moment."""
        self._thread.start()

    def stop(self) -> None:
        """Gather no more. A database that does not answer holds nobody up."""
        self._ending.set()
        self._thread.join(1)

    def trouble(self) -> str:
        """One line on what is wrong; "" when the daemon is alive and its archive answers."""
        if self._pulse.silence > SILENCE:
            return f"the daemon was last alive {self._pulse.silence:.0f} seconds ago"
        silent = time.monotonic() - self._asked
        if self._trouble or silent > _STALE + _share_of(self.snapshot):
            return self._trouble or f"the archive has not answered for {silent:.0f} seconds"
        return ""

    def _run(self) -> None:
        while not self._ending.is_set():
            self._take()
            self._ending.wait(max(EVERY, _share_of(self.snapshot)))

    def _take(self) -> None:
        try:
            self.snapshot = take(self._source)
        except (ArchiveUnusable, OSError) as error:
            if not self._trouble:
                logger.warning("status page: %s", error)
            self._trouble = " ".join(str(error).split())
        else:
            self._trouble, self._asked = "", time.monotonic()


def _share_of(snapshot: Snapshot | None) -> float:
    return snapshot.seconds * _SHARE if snapshot is not None else 0.0
