"""What the sites of one crawl have taught so far."""

from collections.abc import Awaitable, Callable

from crawler.items import PageObservation, Recurring
from crawler.learning import SiteMemory, observe, recurring

MOST_SITES = 500  # in memory, those asked for last; the archive has the others


class SiteMemories:
    """The memory of each site that is being crawled; `load` brings it from the archive at the site's first page."""

    def __init__(self, load: Callable[[str], Awaitable[SiteMemory]]) -> None:
        self._load = load
        self._memories: dict[str, SiteMemory] = {}
        self._recurring: dict[str, Recurring] = {}

    async def recurring(self, site: str) -> Recurring:
        """The texts that recur on a site, as far as its archived pages tell now. Raises what `load` raises."""
        if site not in self._memories:
            loaded = await self._load(site)
            self._memories.setdefault(site, loaded)  # another page of the site may have asked meanwhile
            self._forget_oldest()
        self._memories[site] = self._memories.pop(site)  # the dictionary is in the order of use
        if site not in self._recurring:
            self._recurring[site] = recurring(self._memories[site])
        return self._recurring[site]

    def _forget_oldest(self) -> None:
        while len(self._memories) > MOST_SITES:
            oldest = next(iter(self._memories))
            del self._memories[oldest]
            self._recurring.pop(oldest, None)

    def observe(self, site: str, observation: PageObservation | None) -> None:
        """One more page of a site has been archived."""
        if observation is not None and site in self._memories:
            self._memories[site] = observe(self._memories[site], observation)
            self._recurring.pop(site, None)
