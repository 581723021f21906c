"""Feeds, sitemaps and section pages of a site file that are gone, or answer with something else."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from crawler.alarms.figures import Visit
from crawler.alarms.history import History
from crawler.alarms.values import Finding
from crawler.errors import Reason

_TWICE = 2
_PASSING = 3  # visits that a trouble which may pass has to last
_LASTING = timedelta(hours=2)
_BROKEN = frozenset({Reason.BROKEN_FEED, Reason.EMPTY_FEED, Reason.BROKEN_SITEMAP, Reason.ROBOTS, Reason.OFFSITE})


def findings(history: History) -> Iterator[Finding]:
    """On each listing that was asked in the last visit."""
    recent = history.recent()
    for url in history.visits[-1].listings:
        asked = [visit for visit in recent if url in visit.listings]
        standing = history.standing("listing-dead", url)
        if standing is not None:
            if len(asked) >= _TWICE and not any(visit.listings[url] for visit in asked[-_TWICE:]):
                yield Finding("listing-dead", url, False, history.now)
        elif failing := _failing(asked, url):
            since = failing[0].began
            if _is_dead(failing, url, history.now):
                yield Finding("listing-dead", url, True, since, _told(failing, url), _advice(history.site))


def _failing(asked: Sequence[Visit], url: str) -> list[Visit]:
    """The last visits in which it failed, without one in between in which it did not."""
    good = [place for place, visit in enumerate(asked) if not visit.listings[url]]
    return list(asked[good[-1] + 1 if good else 0 :])


def _is_dead(failing: Sequence[Visit], url: str, now: datetime) -> bool:
    lasting = len(failing) >= _PASSING and now - failing[0].began >= _LASTING
    return lasting or (len(failing) >= _TWICE and all(_is_final(visit.listings[url]) for visit in failing))


def _is_final(trouble: str) -> bool:
    """What an hour's wait does not mend: 4xx, something else in place of XML, robots.txt."""
    reason, _, status = trouble.partition(" ")
    return reason in _BROKEN or (reason == Reason.HTTP and status.startswith("4"))


def _told(failing: Sequence[Visit], url: str) -> str:
    troubles = ", ".join(dict.fromkeys(visit.listings[url] for visit in failing))
    return f"{url}: {troubles} in the last {len(failing)} visits"


def _advice(site: str) -> str:
    return f"`khobao sites check {site}`; put its new address into the site file, or take it out"
