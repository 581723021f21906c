"""What the daemon says of its visits."""

from crawler.daemon.errands import Errand
from crawler.daemon.visit import Figures, Result


def line(site: str, errand: Errand, result: Result) -> str:
    """One line on a visit of a site."""
    figures = result.figures.get(site, {})
    found, archived, failures = (_sum(figures, name) for name in ("found", "archived", "failure"))
    ways = ",".join(errand.ways(site)) or "what was left"
    ending = "" if result.outcome == "done" else f": {result.outcome}"
    made_room = ": made room for others" if result.left else ""
    counts = f"found {found}, archived {archived}, failures {failures}, {result.seconds:.0f} s"
    return f"{site} ({ways}): {counts}{made_room}{ending}"


def _sum(figures: Figures, name: str) -> int:
    return sum(number for key, number in figures.items() if key.startswith(f"{name}/"))
