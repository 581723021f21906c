"""Coverage as calendars: a row of weeks for each paper and year, a square a day. Needs no display."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from crawler.coverage.counts import Counts, Paper
from crawler.errors import BadInput

_COLOURS = mpl.colormaps["cividis"]  # read alike by every kind of colour vision, and in grey
_NOTHING = "#e6e6e6"
_PANEL = 1.5  # inches
_WIDTH = 12.0
_MOST_PANELS = 300  # 45,000 pixels of height; PNG readers stop at 65,536
_WEEKS = 54
_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")

Year = tuple[Paper, int]


def draw(papers: Sequence[Paper], target: Path, form: Literal["svg", "png"]) -> None:
    """Write the calendars of these papers to a file.

    Raises BadInput when there is nothing to draw, too much for one picture, or no way to write the file.
    """
    years = [(paper, year) for paper in papers for year in sorted({day.year for day in paper.days})]
    if not years:
        raise BadInput("no listed address has a day in this span: there is no calendar to draw")
    if len(years) > _MOST_PANELS:
        raise BadInput(f"{len(years)} calendars of a year are too many for one picture: name fewer sites or days")
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "khobao"}):
        figure = _figure(years)
        try:
            figure.savefig(target, format=form, dpi=100, metadata={"Date": None} if form == "svg" else {})
        except OSError as error:
            raise BadInput(f"{target}: cannot write this picture: {error.strerror}") from None


def _figure(years: Sequence[Year]) -> Figure:
    figure = Figure(figsize=(_WIDTH, _PANEL * len(years) + 0.7), layout="constrained")
    panels = figure.subplots(len(years), 1, squeeze=False)
    for axes, (paper, year) in zip(panels[:, 0], years, strict=True):
        _calendar(axes, paper, year)
    scale = mpl.cm.ScalarMappable(Normalize(0, 100), _COLOURS)
    bar = figure.colorbar(scale, ax=panels[:, 0].tolist(), location="bottom", fraction=0.02, aspect=60, pad=0.01)
    bar.set_label("% of listed articles held (grey: none listed)", fontsize=8)
    bar.ax.tick_params(labelsize=7)
    return figure


def _calendar(axes: Axes, paper: Paper, year: int) -> None:
    days = {day: counts for day, counts in paper.days.items() if day.year == year}
    for day in _days_of(year):
        week, weekday = _place(day)
        axes.add_patch(Rectangle((week, weekday), 0.88, 0.88, color=_colour(days, day)))
    axes.set(xlim=(-0.2, _WEEKS), ylim=(7, -0.2), aspect="equal")
    axes.set_xticks([_place(date(year, month, 1))[0] + 2 for month in range(1, 13)], [f"{m:02}" for m in range(1, 13)])
    axes.set_yticks([weekday + 0.45 for weekday in range(7)], _WEEKDAYS)
    axes.tick_params(length=0, labelsize=6)
    axes.spines[:].set_visible(False)
    total = sum(days.values(), Counts())
    said = f"{paper.site} {year}: {total.held:,} of {total.wanted:,} listed held ({total.percent})"
    axes.set_title(said, fontsize=9, loc="left", parse_math=False)


def _colour(days: Mapping[date, Counts], day: date) -> str | tuple[float, float, float, float]:
    share = days[day].share if day in days else None
    return _NOTHING if share is None else _COLOURS(share)


def _place(day: date) -> tuple[int, int]:
    """Column of the week, row of the weekday, of Monday-first weeks."""
    first = date(day.year, 1, 1)
    return ((day - first).days + first.weekday()) // 7, day.weekday()


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [
        first + timedelta(days=number) for number in range((date(year, 12, monthrange(year, 12)[1]) - first).days + 1)
    ]
