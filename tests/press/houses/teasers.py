"""Headlines and summaries of older news that only stand in boxes; their pages are gone (404)."""

import tomllib
from dataclasses import dataclass
from functools import cache

from tests.press.houses.parts import slugify
from tests.press.truth import PRESS


@dataclass(frozen=True, slots=True)
class Teaser:
    """A headline, its summary, and the path it links to."""

    title: str
    summary: str
    path: str


@cache
def old_teasers(paper: str) -> tuple[Teaser, ...]:
    """The old news of a paper."""
    rows: list[list[str]] = tomllib.loads((PRESS / "teasers.toml").read_text(encoding="utf-8"))[paper]
    return tuple(Teaser(title, summary, f"/{slugify(title)}.html") for title, summary in rows)
