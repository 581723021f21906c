"""Which request goes next: never one of a site that is at work or paused, so that one bad site slows no other."""

from collections import Counter

from scrapy.http import Request
from scrapy.pqueues import DownloaderAwarePriorityQueue

from crawler.components.politeness import Politeness


class FairQueue(DownloaderAwarePriorityQueue):
    """Scrapy's queue takes the least busy slot; this one leaves a slot alone that cannot be asked now.

    Otherwise requests that wait for a slow or paused site fill CONCURRENT_REQUESTS, and every other site stands still.
    """

    def pop(self) -> Request | None:
        ready = [(active, slot) for active, slot in self._ready(self._active())]
        if not ready:
            return None
        slot = self._next_slot(ready, update_state=True)
        queue = self.pqueues[slot]
        request = queue.pop()
        if len(queue) == 0:
            del self.pqueues[slot]
            queue.close()
        return request

    def _active(self) -> Counter[str]:
        """Requests by slot, with those that wait for robots.txt or a name and have not reached the slot yet."""
        downloader = self._downloader_interface.downloader
        return Counter(downloader.get_slot_key(request) for request in downloader.active)

    def _ready(self, active: Counter[str]) -> list[tuple[int, str]]:
        limit = self._downloader_interface.downloader.domain_concurrency
        politeness = self.crawler.get_downloader_middleware(Politeness)
        return [
            (active[slot], slot)
            for slot in self.pqueues
            if active[slot] < limit and not (politeness is not None and politeness.pause_of(slot))
        ]
