"""The new articles of a site are read otherwise than those before: a redesign.

The last few visits, up to three days of them, are compared with all before: for each field the share of articles that
hold it, and the length of bodies. The chance of so much on ordinary days must be below `CHANCE`, and the change large.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import exp, sqrt
from typing import NamedTuple

from crawler.alarms.chance import Share, at_most, beyond, learned
from crawler.alarms.figures import FIELDS, Visit
from crawler.alarms.history import History, suffixes
from crawler.alarms.values import Finding

CHANCE = 2e-6
"""Of one comparison on ordinary days. Nine are made after each visit, of windows that overlap: some thousand
independent ones a site-year."""
TOGETHER = 1e-7
"""Of two fields that are gone at once, as if they were independent: a new markup seldom spoils one alone. Photo days
have more stories of another design and fewer authors, so both have to be gone, and that be unlikelier than of one."""
_HINT, _GONE = 0.01, 0.1  # the chance that either of two has at most, and what is left of its usual share
_FEWEST_BEFORE = 25  # articles that are known of a site before anything is said
_FEWEST, _FEWEST_LENGTHS = 4, 24  # articles: lengths vary far more than fields
_LASTING = timedelta(hours=36)  # a photo day, a special issue is over by then


class _Bounds(NamedTuple):
    """What is left of the usual share of a field at most, and of the usual length, in the geometric mean."""

    share: float
    shorter: float
    longer: float


_AT_ONCE, _LASTED = _Bounds(0.15, 0.52, 1.5), _Bounds(0.6, 0.75, 1.35)
"""A redesign takes all of a field from all articles; what is half of that has to outlast a day of another kind."""
_ORDINARY = 0.02  # the chance from which figures are ordinary again
_SETTLED = 16  # articles that must be ordinary before a redesign is over
_ACCEPTED = 40  # articles of another design, read as well as those before, until it is the one that is known
_AS_WELL = 0.85  # of the usual share


class _Drift(NamedTuple):
    """A field that drifted, with its chance and when that began; `left` is what it has of its usual share."""

    field: str
    chance: float
    since: datetime
    told: str
    examples: Sequence[str]
    left: float


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
    """The most unlikely window of each field that drifted."""
    recent = history.recent()
    before = list(history.visits[: len(history.visits) - len(recent)])
    whole, found = _summed(history.visits), dict[str, _Drift]()
    for place, articles in suffixes(recent, _FEWEST, _articles):
        if whole.articles - articles < _FEWEST_BEFORE:
            break
        lasted = recent[-1].ended - recent[place].began >= _LASTING
        names = list(_changed(whole, _summed(recent[place:]), _LASTED if lasted else _AT_ONCE))
        for drift in _telling([_compared(name, [*before, *recent[:place]], recent[place:]) for name in names]):
            if drift.field not in found or drift.chance < found[drift.field].chance:
                found[drift.field] = drift
    yield from found.values()


def _telling(drifts: Sequence[_Drift]) -> list[_Drift]:
    """Those that are unlikely enough, or the two that are together."""
    alone = [drift for drift in drifts if drift.chance < CHANCE]
    gone = (drift for drift in drifts if drift.left <= _GONE and drift.chance <= _HINT)
    two = sorted(gone, key=lambda drift: drift.chance)[:2]
    return two if not alone and len(two) == 2 and two[0].chance * two[1].chance < TOGETHER else alone


def _articles(visit: Visit) -> int:
    return visit.articles


class _Sums(NamedTuple):
    articles: int
    fields: Mapping[str, int]
    log_length: float


def _summed(visits: Sequence[Visit]) -> _Sums:
    fields = {name: _held(name, visits) for name in FIELDS}
    return _Sums(sum(map(_articles, visits)), fields, sum(visit.log_length for visit in visits))


def _changed(whole: _Sums, lately: _Sums, bounds: _Bounds) -> Iterator[str]:
    """What changed so much that it is worth asking how likely that is; most visits end here."""
    of, before = lately.articles, whole.articles - lately.articles
    for name, held in lately.fields.items():
        if held * before <= bounds.share * (whole.fields[name] - held + 0.5) * of:
            yield name
    ratio = exp(lately.log_length / of - (whole.log_length - lately.log_length) / before)
    if of >= _FEWEST_LENGTHS and not bounds.shorter < ratio < bounds.longer:
        yield "length"


def _compared(name: str, before: Sequence[Visit], lately: Sequence[Visit]) -> _Drift:
    return _of_length(before, lately) if name == "length" else _of_field(name, before, lately)


def _of_field(name: str, before: Sequence[Visit], lately: Sequence[Visit]) -> _Drift:
    share = usual(name, before)
    held, of = _held(name, lately), sum(visit.articles for visit in lately)
    chance = at_most(held, of, share)
    told = f"{held} of {of} articles have {FIELDS[name]}, {share.mean:.0%} before"
    examples = [url for visit in reversed(lately) for url in visit.examples.get(name, ())]
    return _Drift(name, chance, lately[0].began, told, examples, held / (share.mean * of))


def _held(name: str, visits: Sequence[Visit]) -> int:
    return sum([visit.fields.get(name, 0) for visit in visits])


def _of_length(before: Sequence[Visit], lately: Sequence[Visit]) -> _Drift:
    chance = length_chance(before, lately)
    ratio, of = exp(_mean_length(lately) - _mean_length(before)), sum(map(_articles, lately))
    told = f"bodies of {of} articles have {ratio:.0%} of the length of those before"
    return _Drift("length", chance, lately[0].began, told, (), ratio)


def usual(name: str, visits: Sequence[Visit]) -> Share:
    """The share of articles that hold a field, as its days show."""
    days: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for visit in visits:
        held, of = days[visit.day]
        days[visit.day] = held + visit.fields.get(name, 0), of + visit.articles
    return learned(days.values())


def _mean_length(visits: Sequence[Visit]) -> float:
    return sum(visit.log_length for visit in visits) / sum(visit.articles for visit in visits)


def length_chance(before: Sequence[Visit], lately: Sequence[Visit]) -> float:
    """The chance that bodies differ so much in their geometric mean on ordinary days.

    Days differ in their mean beyond chance; that spread is estimated from the days before.
    """
    days: dict[int, tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for visit in before:
        total, count = days[visit.day]
        days[visit.day] = total + visit.log_length, count + visit.articles
    of, mean = sum(visit.articles for visit in before), _mean_length(before)
    variance = max(sum(visit.log_square for visit in before) / of - mean * mean, 0.05)
    spread = [(total / count - mean) ** 2 - variance / count for total, count in days.values() if count >= 3]
    between = max((sum(spread) + 5 * 0.02) / (len(spread) + 5), 0.005)
    count = sum(visit.articles for visit in lately)
    return beyond(abs(_mean_length(lately) - mean) / sqrt(variance * (1 / count + 1 / of) + between))


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
    held = {name: _held(name, lately) for name in names}
    fields = all(at_most(held[name], of, usual(name, before)) > _ORDINARY for name in names)
    return fields and length_chance(before, lately) > _ORDINARY


def passes(history: History, since: datetime, held: Visit) -> bool:
    """Whether what was kept back since then is read as well, today, as what came before; few articles do not tell."""
    before = [visit for visit in history.visits if visit.ended < since]
    known = sum(map(_articles, before)) >= _FEWEST_BEFORE and held.articles >= _FEWEST
    return known and _read_as_well(before, [held])


def _read_as_well(before: Sequence[Visit], after: Sequence[Visit]) -> bool:
    of = sum(visit.articles for visit in after)
    if not sum(visit.articles for visit in before):
        return True
    held = {name: _held(name, after) for name in FIELDS if name != "familiar"}
    fields = all(held[name] >= _AS_WELL * usual(name, before).mean * of - 1 for name in held)
    ratio = exp(_mean_length(after) - _mean_length(before))
    return fields and _LASTED.shorter < ratio < _LASTED.longer
