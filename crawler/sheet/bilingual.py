"""Words, numbers, days and delays as a page shows them in Vietnamese and in English; the reader's choice hides one."""

from datetime import date

from markupsafe import Markup

from crawler.sheet.words import WORDS

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def both(vietnamese: str, english: str) -> Markup:
    """One text in both languages, escaped; once alone when they are equal."""
    if vietnamese == english:
        return Markup.escape(english)
    return Markup('<span lang="vi">{}</span><span lang="en">{}</span>').format(vietnamese, english)


def word(key: str) -> Markup:
    """A text of the page by its key; KeyError when there is none."""
    return both(*WORDS[key])


def known(name: str) -> Markup:
    """A name out of the archive, such as a kind or a rule: in words where there are any, else as it is."""
    return both(*WORDS[name]) if name in WORDS else Markup.escape(name)


def number(value: float, digits: int = 0) -> Markup:
    """With marks between thousands: 1.234,5 in Vietnamese, 1,234.5 in English."""
    english = f"{value:,.{digits}f}"
    return both(english.translate(_SWAPPED), english)


def percent(part: float, whole: float) -> Markup:
    """A share with one digit behind the mark; of nothing, a dash."""
    if not whole:
        return Markup("–")
    english = f"{100 * part / whole:.1f}"
    return both(f"{english.translate(_SWAPPED)}\u202f%", f"{english}\u202f%")


def day(value: date | None) -> Markup:
    """As people write it; a dash when it is not known."""
    if value is None:
        return Markup("–")
    return both(f"{value.day}/{value.month}/{value.year}", f"{value.day} {value:%b} {value.year}")


def delay(seconds: float | None) -> Markup:
    """In the unit that makes it a small number; a dash when it is not known."""
    if seconds is None:
        return Markup("–")
    if seconds < _HOUR:
        return _with_unit(seconds / _MINUTE, 0, "phút", "min")
    if seconds < 2 * _DAY:
        return _with_unit(seconds / _HOUR, 1, "giờ", "h")
    return _with_unit(seconds / _DAY, 1, "ngày", "days")


def _with_unit(value: float, digits: int, vietnamese: str, english: str) -> Markup:
    text = f"{value:,.{digits}f}"
    return both(f"{text.translate(_SWAPPED)}\u202f{vietnamese}", f"{text}\u202f{english}")


_SWAPPED = str.maketrans(",.", ".,")
