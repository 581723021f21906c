"""An alarm, and what a rule finds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal[
    "silence", "volume", "listing-dead", "listing-lies", "redesign", "wall", "robots", "errors",
    "visits-broken", "lag", "disk",
]  # fmt: skip
Change = Literal["raised", "cleared"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a person should look at. `site` is empty for what concerns the whole archive.

    `subject` tells alarms of one kind apart (the address of a listing, a field); `since` is when it began to show,
    `evidence` gives figures, expected and seen; `advice` is what to do. `cleared_at` is null while it stands.
    """

    site: str
    kind: Kind
    subject: str
    since: datetime
    raised_at: datetime
    evidence: str
    advice: str
    cleared_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says now: there is trouble, there is none, or (no finding) the figures do not tell.

    `quarantine`: what was archived since then is not to be trusted.
    """

    kind: Kind
    subject: str
    trouble: bool
    since: datetime
    evidence: str = ""
    advice: str = ""
    quarantine: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """An alarm that was raised or cleared just now: told once."""

    change: Change
    alarm: Alarm
    quarantine: bool = False
