"""Feeds, sitemaps and section pages of a site file that are gone, answer with something else, or lie about dates."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from crawler.alarms.figures import Visit
from crawler.alarms.history import History
from crawler.alarms.values import Finding, Kind
from crawler.errors import Reason

_TWICE = 2
_PASSING = 3  # visits that a trouble which may pass has to last
_LASTING = timedelta(hours=2)
_BROKEN = frozenset({Reason.BROKEN_FEED, Reason.EMPTY_FEED, Reason.BROKEN_SITEMAP, Reason.ROBOTS, Reason.OFFSITE})
_LIES = frozenset({Reason.DATES_OF_NOW})


def findings(history: History) -> Iterator[Finding]:
    """On each listing that was asked in the last visit: whether it is dead, and whether it lies."""
    recent = history.recent()
    for url in history.visits[-1].listings:
        asked = [visit for visit in recent if url in visit.listings]
        told = [visit.listings[url] for visit in asked]
        yield from _judged(history, "listing-dead", url, asked, ["" if one in _LIES else one for one in told])
        yield from _judged(history, "listing-lies", url, asked, [one if one in _LIES else "" for one in told])


def _judged(
    history: History, kind: Kind, url: str, asked: Sequence[Visit], troubles: Sequence[str]
) -> Iterator[Finding]:
    """`troubles`: what each of the visits that asked for it says of it, "" for nothing."""
    if history.standing(kind, url) is not None:
        if len(asked) >= _TWICE and not any(troubles[-_TWICE:]):
            yield Finding(kind, url, False, history.now)
        return
    good = [place for place, trouble in enumerate(troubles) if not trouble]
    first = good[-1] + 1 if good else 0
    if first < len(asked) and _is_lasting(troubles[first:], history.now - asked[first].began):
        yield Finding(kind, url, True, asked[first].began, _told(troubles[first:], url), _advice(kind, history.site))


def _is_lasting(failing: Sequence[str], span: timedelta) -> bool:
    lasting = len(failing) >= _PASSING and span >= _LASTING
    return lasting or (len(failing) >= _TWICE and all(map(_is_final, failing)))


def _is_final(trouble: str) -> bool:
    """What an hour's wait does not mend: 4xx, something else in place of XML, robots.txt."""
    reason, _, status = trouble.partition(" ")
    return reason in _BROKEN or (reason == Reason.HTTP and status.startswith("4"))


def _told(failing: Sequence[str], url: str) -> str:
    return f"{url}: {', '.join(dict.fromkeys(failing))} in the last {len(failing)} visits"


def _advice(kind: Kind, site: str) -> str:
    if kind == "listing-lies":
        return "its dates are not used; `since` and `until` go by those of pages and sitemaps: tell the paper"
    return f"`khobao sites check {site}`; put its new address into the site file, or take it out"
