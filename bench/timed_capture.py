"""The raw capture, which also tells how much CPU its thread has used: building, compressing and writing records."""

import asyncio
import logging
from time import thread_time

from crawler.components.capture import RawCapture

TOLD = "seconds of CPU in the WARC thread"
logger = logging.getLogger(__name__)


class TimedCapture(RawCapture):
    async def close(self) -> None:
        used = await asyncio.get_running_loop().run_in_executor(self._thread, thread_time)
        logger.info("%.3f %s", used, TOLD)  # Scrapy has dumped its stats by now
        await super().close()
