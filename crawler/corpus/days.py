"""Days as they are counted in Viet Nam, and the moments at which they begin."""

from datetime import UTC, date, datetime, time, timedelta

from crawler.seedformat import VIETNAM

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def midnight(day: date | None) -> datetime | None:
    """When a day begins."""
    return datetime.combine(day, time(), VIETNAM) if day else None


def next_midnight(day: date | None) -> datetime | None:
    """When the day after it begins."""
    begins = midnight(day)
    return begins + timedelta(days=1) if begins else None


def microseconds(moment: datetime) -> int:
    """Since 1970, as `Facts.moment` counts."""
    return (moment - _EPOCH) // _MICROSECOND
