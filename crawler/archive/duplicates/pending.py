"""What one program remembers of the postings between transactions."""

from collections.abc import Iterator, Sequence

import numpy as np

from crawler.archive.duplicates.segments import Pairs, Segment
from crawler.neardup.segments import Numbers, held

Row = tuple[int, int, Numbers]
"""A pending text: its number, the row's stamp, and its places."""


_SMALLER = 8  # a run joins the one before it when it has an eighth of its pairs


class Memory:
    """The segments, and the pending postings as pairs ascending by place. Every transaction checks it first.

    The pairs stand in a few runs, each much longer than the next: putting those of every transaction among all that are
    pending would cost as much as the rest of adding them.
    """

    def __init__(self) -> None:
        self.segments: dict[int, Segment] = {}
        self.forget_pending()

    def forget_pending(self) -> None:
        """Nothing is known to be pending."""
        self._runs: list[Pairs] = []
        self.texts = 0
        self.last = (-1, 0)

    def add(self, rows: Sequence[Row]) -> None:
        """More pending texts, the last one with the highest number."""
        if not rows:
            return
        found = np.concatenate([places for _, _, places in rows])
        owners = np.repeat(np.array([text for text, _, _ in rows], dtype=np.uint64), [len(row[2]) for row in rows])
        order = np.argsort(found, kind="stable")
        self._runs.append((found[order], owners[order]))
        while len(self._runs) > 1 and len(self._runs[-1][0]) * _SMALLER >= len(self._runs[-2][0]):
            newer = self._runs.pop()
            self._runs[-1] = _joined(self._runs[-1], newer)
        self.texts += len(rows)
        self.last = rows[-1][:2]

    def pairs(self, wanted: Numbers) -> Iterator[Pairs]:
        """The places and texts pending at the places that are wanted, which ascend: oldest texts first."""
        for places, owners in self._runs:
            yield held(places, owners, wanted)


def _joined(older: Pairs, newer: Pairs) -> Pairs:
    at = np.searchsorted(older[0], newer[0], side="right")
    return np.insert(older[0], at, newer[0]), np.insert(older[1], at, newer[1])
