"""Pages that bring no article: walls, robots.txt, errors, and articles that are none any more after a redesign."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import lru_cache

from crawler.alarms.chance import Share, at_least, learned
from crawler.alarms.figures import Visit
from crawler.alarms.history import History, suffixes
from crawler.alarms.values import Finding, Kind
from crawler.errors import Reason

CHANCE = 2e-6
"""Of one comparison on ordinary days."""
_FEWEST = 4  # pages
_LEAST = 0.4  # of the pages that were asked for
_OVER = 0.1  # a trouble is over when no more of the last pages have it
_ENOUGH = 6  # pages that tell that it is over
_LASTING = timedelta(hours=2)  # a server that is down for less is no news
_WALLS = ("401", "402", "403", "407", "451")
_UNREAD = frozenset(
    {
        Reason.NO_ARTICLE, Reason.TOO_SHORT, Reason.NO_TITLE, Reason.SOFT_404, Reason.LISTING, Reason.LANGUAGE,
        Reason.NOT_HTML, Reason.OFFSITE,
    }
)  # fmt: skip
_WALLED = frozenset({Reason.WALL, Reason.CIPHERTEXT, Reason.RETRY_LATER})
_ERRORS = frozenset({Reason.HTTP, Reason.DNS, Reason.CONNECTION, Reason.TIMEOUT, Reason.REDIRECTS})
_ADVICE: dict[Kind, str] = {
    "wall": "open one in a browser: if the paper asks for a login, a captcha or consent, ask it for access",
    "robots": "read its robots.txt: what it forbids is not fetched; take such listings out of its site file",
    "errors": "nothing, when its server is down: pages are tried again; else `khobao sites check {site}`",
    "redesign": "open one in a browser; `khobao reextract --site {site}` with a newer khobao brings them back",
}


@lru_cache(maxsize=256)  # asked of every outcome of every visit that is looked at; there are some dozens
def kind_of(outcome: str) -> Kind | None:
    """Which trouble an outcome of a page (`archived`, a reason, `http-error 403`) is a sign of; None: of none."""
    reason, _, status = outcome.partition(" ")
    if reason in _WALLED or (reason == Reason.HTTP and status in _WALLS):
        return "wall"
    if reason == Reason.ROBOTS:
        return "robots"
    if reason in _UNREAD or (reason == Reason.HTTP and status in ("404", "410")):
        return "redesign"
    return "errors" if reason in _ERRORS else None


def findings(history: History) -> Iterator[Finding]:
    """On each kind of refusal, by its share of all pages that were asked for."""
    for kind in _ADVICE:
        known = history.known_since(kind)
        subject = "refused" if kind == "redesign" else ""
        if history.standing(kind, subject) is not None:
            if _is_over(known, kind):
                yield Finding(kind, subject, False, history.now)
        elif known.visits:
            yield from _risen(known, kind, subject)


def _risen(history: History, kind: Kind, subject: str) -> Iterator[Finding]:
    recent = history.recent()
    refusals = [_of_kind(visit, kind) for visit in recent]
    if not any(refusals):
        return
    before = list(history.visits[: len(history.visits) - len(recent)])
    for place, of in suffixes(recent, _FEWEST, _asked):
        lately, refused = recent[place:], sum(refusals[place:])
        if refused < _LEAST * of:
            continue
        usual = _usual([*before, *recent[:place]], kind)
        lasting = lately[-1].ended - lately[0].began >= _LASTING or kind != "errors"
        if lasting and refused >= 3 * usual.mean * of and at_least(refused, of, usual) < CHANCE:
            yield _told(history.site, kind, subject, lately, usual)
            return


def _told(site: str, kind: Kind, subject: str, lately: Sequence[Visit], usual: Share) -> Finding:
    refused, of = sum(_of_kind(visit, kind) for visit in lately), sum(map(_asked, lately))
    reasons = sorted({name for visit in lately for name in visit.outcomes if kind_of(name) == kind})
    examples = [url for visit in reversed(lately) for name in reasons for url in visit.examples.get(name, ())][:3]
    evidence = f"{refused} of {of} pages: {', '.join(reasons)}; {usual.mean:.0%} before: {' '.join(examples)}"
    harm = kind in ("redesign", "wall")
    return Finding(kind, subject, True, lately[0].began, evidence, _ADVICE[kind].format(site=site), quarantine=harm)


def _usual(visits: Sequence[Visit], kind: Kind) -> Share:
    days: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for visit in visits:
        refused, of = days[visit.day]
        days[visit.day] = refused + _of_kind(visit, kind), of + _asked(visit)
    found = learned(days.values())
    return found._replace(mean=max(found.mean, 0.02), seen=max(found.seen, 20))


def _is_over(history: History, kind: Kind) -> bool:
    recent = history.recent()
    for place, of in suffixes(recent, _ENOUGH, _asked):
        return sum(_of_kind(visit, kind) for visit in recent[place:]) <= _OVER * of
    return False


def _of_kind(visit: Visit, kind: Kind) -> int:
    return sum(count for name, count in visit.outcomes.items() if kind_of(name) == kind)


def _asked(visit: Visit) -> int:
    return sum(visit.outcomes.values())
