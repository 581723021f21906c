"""What one `scrapy crawl` is sent to do: sites that are due, by the same ways."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from crawler.daemon.plans import LISTINGS, Plan, Way

YOUNG = "7d"
"""Articles younger than this are looked at again: papers edit within hours, take down within days."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One visit of these sites; `plans` are the ones that it fulfils."""

    plans: tuple[Plan, ...]
    ways: tuple[Way, ...]
    recheck: bool

    @property
    def sites(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(plan.site for plan in self.plans))


def next_errand(
    plans: Iterable[Plan], busy: Collection[str], is_due: Callable[[Plan], bool], most: int
) -> Errand | None:
    """The one that waits the longest, with up to `most` sites that are due by the same ways; None when none is due.

    A site whose last visit broke goes alone, so that it takes no other along. `busy` sites are being visited.
    """
    due: dict[str, list[Plan]] = defaultdict(list)
    leading: dict[str, Way] = {}
    for plan in plans:
        if plan.way in LISTINGS and LISTINGS.index(plan.way) <= LISTINGS.index(leading.get(plan.site, "sitemaps")):
            leading[plan.site] = plan.way
        if plan.site not in busy and is_due(plan):
            due[plan.site].append(plan)
    if not due:
        return None
    first = min(due, key=lambda site: min(plan.next_at for plan in due[site]))
    kind = _kind(due[first], leading[first])
    alike = [site for site in due if _kind(due[site], leading[site]) == kind and not _troubled(due[site])]
    together = [first] if _troubled(due[first]) else alike[:most]
    return Errand(tuple(plan for site in together for plan in due[site]), *kind)


def _kind(due: Collection[Plan], leading: Way) -> tuple[tuple[Way, ...], bool]:
    """By which ways, and whether to look again; a recheck alone comes with the leading way."""
    ways = {plan.way for plan in due}
    return tuple(way for way in LISTINGS if way in ways) or (leading,), "recheck" in ways


def _troubled(due: Iterable[Plan]) -> bool:
    return any(plan.troubles for plan in due)
