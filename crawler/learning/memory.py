"""The last pages of a site, as far as its texts go."""

from dataclasses import dataclass

from crawler.items import PageObservation

WINDOW = 30
"""Pages that are remembered. A box that changes by the hour is on every page of its hour; a design that is gone is
forgotten after as many pages."""


@dataclass(frozen=True, slots=True)
class SiteMemory:
    """Observations of different pages of one site, oldest first, at most WINDOW."""

    pages: tuple[PageObservation, ...] = ()


def observe(memory: SiteMemory, observation: PageObservation) -> SiteMemory:
    """The memory with one page more; a page seen before counts as it is now, the oldest of too many is forgotten.

    A page in which no body was found teaches nothing.
    """
    if not observation.blocks:
        return memory
    others = tuple(page for page in memory.pages if page.page != observation.page)
    return SiteMemory((*others, observation)[-WINDOW:])
