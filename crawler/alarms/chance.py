"""How likely figures are on an ordinary day: tails of distributions that allow for days that differ.

Articles of a day are alike (a photo story brings ten without an author), so shares follow a beta-binomial law with an
intraclass correlation `rho`, and counts a negative binomial one with a `size`: the variance is mean + mean²/size.
"""

from collections.abc import Iterable, Sequence
from math import erfc, exp, lgamma, log, sqrt
from typing import NamedTuple

_PRIOR_RHO = 0.03  # of ordinary fields in the archives that the bench simulates; what is known outweighs it by and by
_PRIOR_DAYS = 10
_RHO = (0.01, 0.35)
_PRIOR_SIZE = 20.0
_SIZE = (5.0, 60.0)


class Share(NamedTuple):
    """A share and how alike the articles of one day are in it; `seen` is how many it was learned from."""

    mean: float
    rho: float
    seen: int


def learned(days: Iterable[tuple[int, int]]) -> Share:
    """From (held, of) of each day; by the method of moments, leaning on what is usual while there are few days."""
    known = [(held, of) for held, of in days if of]
    total = sum(of for _, of in known)
    mean = (sum(held for held, _ in known) + 0.5) / (total + 1)
    between = sum(of * (held / of - mean) ** 2 for held, of in known)
    free = len(known) - 1
    room = total - sum(of * of for _, of in known) / total - free if total else 0.0
    found = (between - free * mean * (1 - mean)) / (mean * (1 - mean) * room) if room > 0 else 0.0
    rho = (len(known) * max(found, 0.0) + _PRIOR_DAYS * _PRIOR_RHO) / (len(known) + _PRIOR_DAYS)
    return Share(mean, min(max(rho, _RHO[0]), _RHO[1]), total)


def at_most(held: int, of: int, share: Share) -> float:
    """The chance that so few of so many hold."""
    return _tail(range(held + 1), of, share)


def at_least(held: int, of: int, share: Share) -> float:
    """The chance that so many of so many hold."""
    return _tail(range(held, of + 1), of, share)


def _tail(counts: Sequence[int], of: int, share: Share) -> float:
    rho = share.rho + 1 / (share.seen + 2)  # the mean itself is known no better than that
    a, b = (part * (1 - rho) / rho for part in (share.mean, 1 - share.mean))
    whole = lgamma(of + 1) + lgamma(a + b) - lgamma(a) - lgamma(b) - lgamma(of + a + b)
    terms = (lgamma(k + a) + lgamma(of - k + b) - lgamma(k + 1) - lgamma(of - k + 1) for k in counts)
    return min(1.0, sum(exp(whole + term) for term in terms))


def size_of(spans: Iterable[tuple[int, float]], days: int = 1) -> float:
    """How much spans of so many days each differ beyond chance, from (seen, expected) of each."""
    known = [(seen, mean) for seen, mean in spans if mean >= 1]
    excess = sum((seen - mean) ** 2 - mean for seen, mean in known)
    squares, usual = sum(mean * mean for _, mean in known), _PRIOR_SIZE * days
    if not squares:
        return usual
    inverse = max(excess, 0.0) + _PRIOR_DAYS * (squares / len(known)) / usual
    weight = squares + _PRIOR_DAYS * squares / len(known)
    return min(max(weight / inverse, _SIZE[0]), _SIZE[1] * days)


def so_few(seen: int, mean: float, size: float) -> float:
    """The chance that so few or fewer come when so much is expected."""
    part = log(mean / (mean + size))
    first = size * log(size / (mean + size)) - lgamma(size)
    return min(1.0, sum(exp(first + lgamma(size + k) - lgamma(k + 1) + k * part) for k in range(seen + 1)))


def nothing(mean: float, size: float, seen: int = 0, due: float = 0.0) -> float:
    """The chance that nothing comes in the rest of a day, when so much is expected.

    What the day has brought up to then, `seen` where `due` were expected, tells what kind of day it is.
    """
    return exp(-(size + seen) * log(1 + mean / (size + due)))


def beyond(deviation: float) -> float:
    """The chance of a deviation of so many standard errors, to one side."""
    return erfc(deviation / sqrt(2)) / 2
