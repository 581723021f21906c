"""Why a filter would leave an article out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that an article breaks: its stable code, the figure of the article, and the limit it passed."""

    reason: str
    figure: float
    limit: float


def above(reason: str, figure: float, limit: float) -> Finding | None:
    """A finding when the figure is over the limit."""
    return Finding(reason, figure, limit) if figure > limit else None


def below(reason: str, figure: float, limit: float) -> Finding | None:
    """A finding when the figure is under the limit."""
    return Finding(reason, figure, limit) if figure < limit else None
