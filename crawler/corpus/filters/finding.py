"""What a filter measures of an article, and whether that is too much or too little."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule with its stable code, the figure of the article, the limit, and whether the article breaks the rule."""

    reason: str
    figure: float
    limit: float
    broken: bool


def above(reason: str, figure: float, limit: float) -> Finding:
    """Broken by a figure over the limit."""
    return Finding(reason, figure, limit, figure > limit)


def below(reason: str, figure: float, limit: float) -> Finding:
    """Broken by a figure under the limit."""
    return Finding(reason, figure, limit, figure < limit)
