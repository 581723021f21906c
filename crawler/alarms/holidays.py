"""Days on which Vietnamese papers print less, and how much they print at least."""

from datetime import date
from functools import cache

_TET = (
    "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02", "2031-01-23",
    "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08", "2036-01-28", "2037-02-15", "2038-02-04", "2039-01-24",
    "2040-02-12",
)  # fmt: skip
"""The first day of the lunar year, by the Vietnamese calendar: new moons are reckoned at 105° E (Hồ Ngọc Đức,
"Computing the Vietnamese lunar calendar"); in 2030 it is a day before the Chinese one."""
_HUNG_KINGS = (
    "2024-04-18", "2025-04-07", "2026-04-26", "2027-04-16", "2028-04-04", "2029-04-23", "2030-04-12",
)  # fmt: skip
"""The tenth day of the third lunar month."""
_FIXED = {(1, 1), (4, 30), (5, 1), (9, 2)}  # Labour Code 2019, article 112
_BEFORE_TET, _AFTER_TET = 2, 5  # days: from the eve's eve to the sixth of the month
_QUIET_TET = 2  # days after the first one on which few are at work; then papers come back

_NEW_YEARS = tuple(date.fromisoformat(day).toordinal() for day in _TET)
_TET_DAYS = frozenset(day + shift for day in _NEW_YEARS for shift in range(-_BEFORE_TET, _AFTER_TET + 1))
_QUIET_DAYS = frozenset(day + shift for day in _NEW_YEARS for shift in range(-_BEFORE_TET, _QUIET_TET + 1))
_OTHER_DAYS = frozenset(date.fromisoformat(day).toordinal() for day in _HUNG_KINGS)


def share(ordinal: int) -> float:
    """The least share of its usual articles that a paper prints on this day (`date.toordinal`); 1 on ordinary days.

    At Tết papers of one hand print next to nothing, the great ones a third; a holiday is a slow Sunday.
    """
    if ordinal in _TET_DAYS:
        return 0.1
    day = date.fromordinal(ordinal)
    return 0.35 if ordinal in _OTHER_DAYS or (day.month, day.day) in _FIXED else 1.0


@cache
def usual_share(ordinal: int) -> float:
    """The share of its usual articles that a paper is to be expected to print on this day; 1 on ordinary days."""
    if ordinal in _QUIET_DAYS:
        return 0.35
    return 1.0 if share(ordinal) == 1.0 else 0.7
