"""Alarms on their way to the user's command, beside what the daemon does."""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable

from crawler.alarms.telling import SECONDS, hand_over, line
from crawler.alarms.values import Notice

logger = logging.getLogger(__name__)


class Messenger:
    """Hands notices to `command`, one at a time and in order, each within `seconds`; no command: to nobody."""

    def __init__(self, command: str, seconds: float = SECONDS) -> None:
        self._command = command
        self._seconds = seconds
        self._waiting: deque[Notice] = deque()
        self._task: asyncio.Task[None] | None = None

    def tell(self, notices: Iterable[Notice]) -> None:
        """Have these handed over; waits for nothing."""
        self._waiting.extend(notices if self._command else ())
        if self._waiting and (self._task is None or self._task.done()):
            self._task = asyncio.ensure_future(self._hand_over())

    async def finish(self, stopping: asyncio.Event, grace: float) -> None:
        """Wait for what is on its way; once `stopping` is set, for `grace` seconds. What is left then is logged."""
        if self._task is None:
            return
        stopped = asyncio.ensure_future(stopping.wait())
        await asyncio.wait({self._task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        await asyncio.wait({self._task}, timeout=grace)
        self._task.cancel()
        await asyncio.wait({self._task})
        for notice in self._waiting:
            logger.warning("ALARM_COMMAND had no time left for this: %s", line(notice))

    async def _hand_over(self) -> None:
        while self._waiting:
            if trouble := await hand_over(self._command, self._waiting[0], self._seconds):
                logger.warning("%s", trouble)
            self._waiting.popleft()
