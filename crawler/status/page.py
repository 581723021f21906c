"""The status page: a snapshot as HTML. Nothing of a site or page reaches it unescaped; it needs no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from crawler.alarms.telling import named
from crawler.dates import VIETNAM
from crawler.status.snapshot import Snapshot
from crawler.status.words import words

_STEPS = ((86_400 * 2, 86_400, "days"), (7_200, 3_600, "hours"), (120, 60, "minutes"), (0, 1, "seconds"))
_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, in the units of its viewBox."""

    x: float
    y: float
    height: float
    value: int


def bars(values: Sequence[int], height: float) -> list[Bar]:
    """A bar a day, 10 wide; the highest reaches `height`, and what is not nothing is seen."""
    most = max(values, default=0) or 1
    tall = [max(value * height / most, 1.5) if value else 0.0 for value in values]
    return [
        Bar(10 * place, round(height - one, 1), round(one, 1), value)
        for place, (one, value) in enumerate(zip(tall, values, strict=True))
    ]


def render(snapshot: Snapshot | None, trouble: str, language: str, now: datetime) -> str:
    """The page in one of the languages; without a snapshot one that says so."""
    said = words(language)
    return _page().render(
        snapshot=snapshot,
        trouble=trouble,
        language=language,
        other="en" if language == "vi" else "vi",
        w=said,
        named=named,
        bars=bars,
        number=lambda value: f"{value:,}".replace(",", "." if language == "vi" else ","),
        size=_size,
        moment=lambda at: f"{at.astimezone(VIETNAM):%d/%m %H:%M}",
        span=lambda at: _span(at - now, said),
    )


def stylesheet() -> str:
    """The page's only other file."""
    return _environment.get_template("status.css").render()


_environment = Environment(
    loader=PackageLoader("crawler.status"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _page() -> Template:
    return _environment.get_template("status.html")


def _span(ahead: timedelta, said: dict[str, str]) -> str:
    """How far away a moment is, for people."""
    seconds = int(abs(ahead.total_seconds()))
    if seconds < 5:
        return said["now"]
    _, unit, name = next(step for step in _STEPS if seconds >= step[0])
    return said["in" if ahead > timedelta(0) else "ago"].format(said[name].format(seconds // unit))


def _size(number: int) -> str:
    value, place = float(number), 0
    while value >= 1000 and place < len(_UNITS) - 1:
        value, place = value / 1000, place + 1
    return f"{value:.3g} {_UNITS[place]}" if value < 1000 else f"{value:.0f} {_UNITS[place]}"
