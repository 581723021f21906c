"""What becomes of a page that was not archived: forgotten, tried again at a moment, or given up."""

from dataclasses import dataclass
from datetime import timedelta

from crawler.archive.rows.addresses import FINAL
from crawler.errors import Reason

PASSING = frozenset(
    {
        Reason.DNS, Reason.CONNECTION, Reason.TIMEOUT, Reason.NOT_RECORDED, Reason.NOT_STORED, Reason.INTERNAL,
        Reason.EXTRACTION_TIMEOUT, Reason.EXTRACTION_CRASH, Reason.EXTRACTION_FAILED,
    }
)  # fmt: skip
"""Troubles of a network, a server or of our own: the next crawl tries at once, later ones after a growing pause."""

POSTPONED = frozenset({Reason.RETRY_LATER})
"""The site was not to be asked: no attempt of this page was made."""

FORGOTTEN = FINAL | {Reason.BAD_ADDRESS, Reason.PRIVATE_ADDRESS, Reason.OUTSIDE_DATES}
"""Settled for good, or refused without a request and so for free, or for the days that were asked for alone."""

MOST_ATTEMPTS = 10  # with the pauses below: given up after a week of passing trouble, or half a year of refusals
_FIRST_PAUSE = timedelta(minutes=10)
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a page was tried by now, and how long to leave it; `pause` is None when it is given up."""

    attempts: int
    pause: timedelta | None


def retry(reason: Reason, detail: str, attempts: int) -> Retry | None:
    """What to do with a page that failed for `reason` after so many attempts before; None: forget it.

    `detail` is the HTTP status of an `http-error`: of those only 5xx and 408 pass. Pauses double, like the
    exponential back-off that RFC 9110 leaves to clients.
    """
    if reason in FORGOTTEN:
        return None
    if reason in POSTPONED:
        return Retry(attempts, timedelta(0))
    attempts += 1
    if attempts >= MOST_ATTEMPTS:
        return Retry(attempts, None)
    if reason in PASSING or (reason is Reason.HTTP and (detail.startswith("5") or detail == "408")):
        return Retry(attempts, timedelta(0) if attempts == 1 else min(_FIRST_PAUSE * 4 ** (attempts - 2), _DAY))
    return Retry(attempts, min(_DAY * 2 ** (attempts - 1), _LONGEST))
