"""The new articles of a site are read otherwise than those before: a redesign.

The last few visits, up to three days of them, are compared with all before: for each field the share of articles that
hold it, and the length of bodies. The chance of so much on ordinary days must be below `CHANCE`, and the change large.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import exp
from typing import NamedTuple

from crawler.alarms import lengths
from crawler.alarms.chance import Share, at_most, learned
from crawler.alarms.figures import FIELDS, Visit
from crawler.alarms.history import History, suffixes
from crawler.alarms.values import Finding

CHANCE = 2e-6
"""Of one comparison on ordinary days. Nine are made after each visit, of windows that overlap: some thousand
independent ones a site-year."""
TOGETHER = 1e-7
"""Of two fields that are gone at once, as if they were independent: a new markup seldom spoils one alone. Photo days
have more stories of another design and fewer authors, so both have to be gone, and that be unlikelier than of one."""
POOR = 3e-4
"""Of so few on a day as poor as the poorest that is known: photo days come again, whatever their law."""
_RELEARNED = timedelta(days=4)  # after an alarm is over: a day or two may be odd ones
_HINT, _GONE = 0.01, 0.1  # the chance that either of two has at most, and what is left of its usual share
_FEWEST_BEFORE = 25  # articles that are known of a site before anything is said
_FEWEST, _FEWEST_LENGTHS = 4, 24  # articles: lengths vary far more than fields
_LASTING = timedelta(hours=36)  # a photo day, a special issue is over by then


class _Bounds(NamedTuple):
    """What is left of the usual share of a field at most, and of the usual length, in the geometric mean."""

    share: float
    shorter: float
    longer: float


_AT_ONCE, _LASTED = _Bounds(0.15, 0.45, 1.75), _Bounds(0.6, 0.75, 1.35)
"""A redesign takes all of a field from all articles; what is half of that has to outlast a day of another kind."""
_ORDINARY = 0.02  # the chance from which figures are ordinary again
_SETTLED = 16  # articles that must be ordinary before a redesign is over
_ACCEPTED = 40  # articles of another design, read as well as those before, until it is the one that is known
_AS_WELL = 0.85  # of the usual share


class _Drift(NamedTuple):
    """A field that drifted, with its chance and when that began; `left` is what it has of its usual share.

    `poor` is the chance on a day as poor as this paper has had before.
    """

    field: str
    chance: float
    since: datetime
    told: str
    examples: Sequence[str]
    left: float
    poor: float = 0.0


def findings(history: History) -> Iterator[Finding]:
    """At most one: a redesign is one trouble, however many fields show it."""
    known = history.known_since("redesign")
    standing = history.standing("redesign")
    if standing is not None:
        if _is_over(known, standing.since):
            yield Finding("redesign", "", False, history.now)
        return
    if len(known.visits) < len(history.visits) and (not known.visits or known.now - known.visits[0].began < _RELEARNED):
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
    lately, end = _NONE, len(recent)
    for place, articles in suffixes(recent, _FEWEST, _articles):
        if whole.articles - articles < _FEWEST_BEFORE:
            break
        lately, end = _both(lately, _summed(recent[place:end])), place
        lasted = recent[-1].ended - recent[place].began >= _LASTING
        names = list(_changed(whole, lately, _LASTED if lasted else _AT_ONCE))
        for drift in _telling([_compared(name, [*before, *recent[:place]], recent[place:]) for name in names]):
            if drift.field not in found or drift.chance < found[drift.field].chance:
                found[drift.field] = drift
    yield from found.values()


def _telling(drifts: Sequence[_Drift]) -> list[_Drift]:
    """Those that are unlikely enough, or the two that are together."""
    alone = [drift for drift in drifts if drift.chance < CHANCE and drift.poor < POOR]
    gone = (drift for drift in drifts if drift.left <= _GONE and drift.chance <= _HINT)
    two = sorted(gone, key=lambda drift: drift.chance)[:2]
    return two if not alone and len(two) == 2 and two[0].chance * two[1].chance < TOGETHER else alone


def _articles(visit: Visit) -> int:
    return visit.articles


class _Sums(NamedTuple):
    articles: int
    fields: Mapping[str, int]
    log_length: float


_NONE = _Sums(0, dict.fromkeys(FIELDS, 0), 0.0)


def _both(one: _Sums, other: _Sums) -> _Sums:
    fields = {name: held + other.fields[name] for name, held in one.fields.items()}
    return _Sums(one.articles + other.articles, fields, one.log_length + other.log_length)


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
    share, poor = usual(name, before), _poor(name, before)
    held, of = _held(name, lately), sum(visit.articles for visit in lately)
    chance = at_most(held, of, share)
    told = f"{held} of {of} articles have {FIELDS[name]}, {share.mean:.0%} before"
    examples = [url for visit in reversed(lately) for url in visit.examples.get(name, ())]
    return _Drift(name, chance, lately[0].began, told, examples, held / (share.mean * of), at_most(held, of, poor))


def _held(name: str, visits: Sequence[Visit]) -> int:
    return sum([visit.fields.get(name, 0) for visit in visits])


def _of_length(before: Sequence[Visit], lately: Sequence[Visit]) -> _Drift:
    chance = lengths.chance(before, lately)
    ratio, of = exp(lengths.mean(lately) - lengths.mean(before)), sum(map(_articles, lately))
    told = f"bodies of {of} articles have {ratio:.0%} of the length of those before"
    return _Drift("length", chance, lately[0].began, told, (), ratio, float(lengths.is_known(before, lately)))


def usual(name: str, visits: Sequence[Visit]) -> Share:
    """The share of articles that hold a field, as its days show."""
    return learned(_by_day(name, visits))


def _poor(name: str, visits: Sequence[Visit]) -> Share:
    """The share of the poorest day."""
    shares = [(held + 1) / (of + 2) for held, of in _by_day(name, visits) if of >= lengths.WHOLE_DAY]
    return Share(min(shares, default=0.5), 0.0, 1000)


def _by_day(name: str, visits: Sequence[Visit]) -> Collection[tuple[int, int]]:
    """Articles that hold a field, and all, of each day."""
    days: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for visit in visits:
        held, of = days[visit.day]
        days[visit.day] = held + visit.fields.get(name, 0), of + visit.articles
    return days.values()


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
    return fields and lengths.chance(before, lately) > _ORDINARY


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
    ratio = exp(lengths.mean(after) - lengths.mean(before))
    return fields and _LASTED.shorter < ratio < _LASTED.longer
