"""The memories of a crawl's sites: loaded once, at the first page, and up to date from then on."""

import asyncio

from crawler.components.memories import MOST_SITES, SiteMemories
from crawler.items import PageObservation
from crawler.learning import SiteMemory, observe


def page(number: int) -> PageObservation:
    return PageObservation(str(number), (*range(100 * number, 100 * number + 10, 2), 3))


def memory(pages: int) -> SiteMemory:
    found = SiteMemory()
    for number in range(1, pages + 1):
        found = observe(found, page(number))
    return found


class Store:
    """An archive that knows four pages of every site and notes who asks."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def load(self, site: str) -> SiteMemory:
        self.asked.append(site)
        await asyncio.sleep(0)
        return memory(4)


def test_a_site_is_loaded_at_its_first_page_and_learns_with_every_one_stored() -> None:
    store = Store()

    async def crawl() -> None:
        memories = SiteMemories(store.load)
        assert (await memories.recurring("mot")).seen == {}
        memories.observe("mot", page(5))
        memories.observe("hai", page(5))
        memories.observe("mot", None)
        assert (await memories.recurring("mot")).seen == {3: (5, 5)}
        assert (await memories.recurring("hai")).pages == 4

    asyncio.run(crawl())
    assert store.asked == ["mot", "hai"]


def test_a_late_answer_of_the_archive_does_not_undo_what_was_learned_meanwhile() -> None:
    async def crawl() -> None:
        stored = asyncio.Event()
        answers = iter([asyncio.sleep(0), stored.wait()])

        async def load(_: str) -> SiteMemory:
            await next(answers)
            return memory(4)

        memories = SiteMemories(load)
        prompt, late = (asyncio.create_task(memories.recurring("mot")) for _ in range(2))
        assert (await prompt).pages == 4
        memories.observe("mot", page(5))
        stored.set()
        assert (await late).pages == 5

    asyncio.run(crawl())


def test_of_very_many_sites_those_asked_for_last_stay_in_memory() -> None:
    store = Store()

    async def crawl() -> None:
        memories = SiteMemories(store.load)
        await memories.recurring("mot")
        for number in range(MOST_SITES - 1):
            await memories.recurring(f"bao-{number}")
        await memories.recurring("mot")
        await memories.recurring("moi")
        await memories.recurring("mot")
        await memories.recurring("bao-0")

    asyncio.run(crawl())
    assert store.asked.count("mot") == 1
    assert store.asked.count("bao-0") == 2
