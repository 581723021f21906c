"""The new articles of a site are read otherwise than those before: a redesign.

The last few visits, up to three days of them, are compared with all before: for each field the share of articles that
hold it, and the length of bodies. The chance of so much on ordinary days must be below `CHANCE`, and the change large.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import exp, sqrt
from typing import NamedTuple

from crawler.alarms.chance import Share, at_most, beyond, learned
from crawler.alarms.figures import FIELDS, Visit
from crawler.alarms.history import History, suffixes
from crawler.alarms.values import Finding

CHANCE = 2e-6
"""Of one comparison on ordinary days. Nine are made after each visit, of windows that overlap: some thousand
independent ones a site-year."""
_FEWEST_BEFORE = 25  # articles that are known of a site before anything is said
_FEWEST = 4
_DROP = 0.6  # of its usual share that a field has at most
_LONGER, _SHORTER = 1.35, 0.75  # of the usual length, in the geometric mean
_ORDINARY = 0.02  # the chance from which figures are ordinary again
_SETTLED = 16  # articles that must be ordinary before a redesign is over
_ACCEPTED = 40  # articles of another design, read as well as those before, until it is the one that is known
_AS_WELL = 0.85  # of the usual share


class _Drift(NamedTuple):
    """A field that drifted, with its chance and when that began."""

    field: str
    chance: float
    since: datetime
    told: str
    examples: Sequence[str]


def findings(history: History) -> Iterator[Finding]:
    """At most one: a redesign is one trouble, however many fields show it."""
    known = history.known_since("redesign")
    standing = history.standing("redesign")
    if standing is not None:
        if _is_over(known, standing.since):
            yield Finding("redesign", "", False, history.now)
        return
    found = sorted(_drifts(known), key=lambda drift: drift.chance)
    if found:
        yield _redesign(history.site, found)


def _redesign(site: str, found: Sequence[_Drift]) -> Finding:
    since = min(drift.since for drift in found)
    evidence = "; ".join(drift.told for drift in found)
    examples = list(dict.fromkeys(url for drift in found for url in drift.examples))[:3]
    harm = any(drift.field != "familiar" for drift in found)
    advice = (
        f"look at some; then `khobao reextract --site {site}` with a newer khobao, which releases what passes, or "
        f"`khobao quarantine release {site}`"
        if harm
        else "nothing is lost so far: fields and lengths are as before; look at some articles"
    )
    return Finding("redesign", "", True, since, f"{evidence}: {' '.join(examples)}", advice, quarantine=harm)


def _drifts(history: History) -> Iterator[_Drift]:
    recent = history.recent()
    before = list(history.visits[: len(history.visits) - len(recent)])
    for name in (*FIELDS, "length"):
        found = [
            drift
            for place, _ in suffixes(recent, _FEWEST, _articles)
            if (drift := _compared(name, [*before, *recent[:place]], recent[place:])) is not None
        ]
        if found:
            yield min(found, key=lambda drift: drift.chance)


def _articles(visit: Visit) -> int:
    return visit.articles


def _compared(name: str, before: Sequence[Visit], lately: Sequence[Visit]) -> _Drift | None:
    if sum(visit.articles for visit in before) < _FEWEST_BEFORE:
        return None
    return _of_length(before, lately) if name == "length" else _of_field(name, before, lately)


def _of_field(name: str, before: Sequence[Visit], lately: Sequence[Visit]) -> _Drift | None:
    share = usual(name, before)
    held, of = sum(visit.fields.get(name, 0) for visit in lately), sum(visit.articles for visit in lately)
    if held > _DROP * share.mean * of:
        return None
    chance = at_most(held, of, share)
    if chance >= CHANCE:
        return None
    told = f"{held} of {of} articles have {FIELDS[name]}, {share.mean:.0%} before"
    examples = [url for visit in reversed(lately) for url in visit.examples.get(name, ())]
    return _Drift(name, chance, lately[0].began, told, examples)


def _of_length(before: Sequence[Visit], lately: Sequence[Visit]) -> _Drift | None:
    ratio, chance = length_change(before, lately)
    if _SHORTER < ratio < _LONGER or chance >= CHANCE:
        return None
    of = sum(visit.articles for visit in lately)
    told = f"bodies of {of} articles have {ratio:.0%} of the length of those before"
    return _Drift("length", chance, lately[0].began, told, ())


def usual(name: str, visits: Sequence[Visit]) -> Share:
    """The share of articles that hold a field, as its days show."""
    days: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for visit in visits:
        held, of = days[visit.day]
        days[visit.day] = held + visit.fields.get(name, 0), of + visit.articles
    return learned(days.values())


def length_change(before: Sequence[Visit], lately: Sequence[Visit]) -> tuple[float, float]:
    """Geometric mean of lengths now over that before, and the chance of so much on ordinary days.

    Days differ in their mean beyond chance; that spread is estimated from the days before.
    """
    days: dict[int, tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for visit in before:
        total, count = days[visit.day]
        days[visit.day] = total + visit.log_length, count + visit.articles
    of = sum(visit.articles for visit in before)
    mean = sum(visit.log_length for visit in before) / of
    variance = max(sum(visit.log_square for visit in before) / of - mean * mean, 0.05)
    spread = [(total / count - mean) ** 2 - variance / count for total, count in days.values() if count >= 3]
    between = max((sum(spread) + 5 * 0.02) / (len(spread) + 5), 0.005)
    count = sum(visit.articles for visit in lately)
    change = sum(visit.log_length for visit in lately) / count - mean
    error = sqrt(variance * (1 / count + 1 / of) + between)
    return exp(change), beyond(abs(change) / error)


def _is_over(known: History, since: datetime) -> bool:
    """The old design is back, or another one is read as well as the old."""
    before = [visit for visit in known.visits if visit.ended < since]
    after = [visit for visit in known.visits if visit.began >= since]
    for place, _ in suffixes(after, _SETTLED, _articles):
        return _ordinary(before, after[place:], FIELDS) or (
            sum(visit.articles for visit in after) >= _ACCEPTED and _read_as_well(before, after)
        )
    return False


def _ordinary(before: Sequence[Visit], lately: Sequence[Visit], names: Iterable[str]) -> bool:
    of = sum(visit.articles for visit in lately)
    if not sum(visit.articles for visit in before):
        return True
    held = {name: sum(visit.fields.get(name, 0) for visit in lately) for name in names}
    fields = all(at_most(held[name], of, usual(name, before)) > _ORDINARY for name in names)
    return fields and length_change(before, lately)[1] > _ORDINARY


def _read_as_well(before: Sequence[Visit], after: Sequence[Visit]) -> bool:
    of = sum(visit.articles for visit in after)
    held = {name: sum(visit.fields.get(name, 0) for visit in after) for name in FIELDS if name != "familiar"}
    fields = all(held[name] >= _AS_WELL * usual(name, before).mean * of - 1 for name in held)
    return fields and _SHORTER < length_change(before, after)[0] < _LONGER
