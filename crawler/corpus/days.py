"""Days as they are counted in Viet Nam, and the moments at which they begin."""

from datetime import UTC, date, datetime, time, timedelta

from crawler.seedformat import VIETNAM

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def midnight(day: date | None) -> datetime | None:
    """When a day begins; the first of all days begins with the calendar of UTC."""
    if day is None:
        return None
    return _FIRST if day == date.min else datetime.combine(day, time(), VIETNAM)


def next_midnight(day: date | None) -> datetime | None:
    """When the day after it begins; the last of all days ends with the calendar of UTC."""
    if day is None:
        return None
    return _LAST if day == date.max else midnight(day + timedelta(days=1))


def microseconds(moment: datetime) -> int:
    """Since 1970, as `Facts.moment` counts."""
    return (moment - _EPOCH) // _MICROSECOND
