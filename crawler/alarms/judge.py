"""All rules over a site's history, and what becomes of its alarms: raised once, cleared once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from crawler.alarms import drift, listings, refusals, silence, volume
from crawler.alarms.history import History
from crawler.alarms.values import Alarm, Finding, Notice

_RULES = (listings.findings, refusals.findings, drift.findings, silence.findings, volume.findings)


def judge(history: History) -> list[Notice]:
    """What to tell after the last visit of a site."""
    found = [finding for rule in _RULES for finding in rule(history)]
    return list(notices(history.site, found, history.alarms, history.now))


def notices(site: str, found: Iterable[Finding], alarms: Iterable[Alarm], now: datetime) -> Iterator[Notice]:
    """Alarms that are new, and standing ones that are over; a finding that says what is known already tells nothing."""
    standing = {(one.kind, one.subject): one for one in alarms if one.site == site and one.cleared_at is None}
    for one in found:
        known = standing.get((one.kind, one.subject))
        if one.trouble and known is None:
            alarm = Alarm(site, one.kind, one.subject, one.since, now, one.evidence, one.advice)
            yield Notice("raised", alarm, one.quarantine)
        elif not one.trouble and known is not None:
            yield Notice("cleared", replace(known, cleared_at=now))
