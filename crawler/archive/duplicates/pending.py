"""What one program remembers of the postings between transactions."""

from collections.abc import Sequence

import numpy as np

from crawler.archive.duplicates.segments import Segment
from crawler.neardup.segments import Numbers

Row = tuple[int, int, Numbers]
"""A pending text: its number, the row's stamp, and its places."""


class Memory:
    """The segments, and the pending postings as pairs ascending by place. Every transaction checks it first."""

    def __init__(self) -> None:
        self.segments: dict[int, Segment] = {}
        self.forget_pending()

    def forget_pending(self) -> None:
        """Nothing is known to be pending."""
        self._places = self._owners = np.empty(0, dtype=np.uint64)
        self.texts = 0
        self.last = (-1, 0)

    def add(self, rows: Sequence[Row]) -> None:
        """More pending texts, the last one with the highest number."""
        if not rows:
            return
        found = np.concatenate([places for _, _, places in rows])
        owners = np.repeat(np.array([text for text, _, _ in rows], dtype=np.uint64), [len(row[2]) for row in rows])
        order = np.argsort(found, kind="stable")
        at = np.searchsorted(self._places, found[order], side="right")
        self._places = np.insert(self._places, at, found[order])
        self._owners = np.insert(self._owners, at, owners[order])
        self.texts += len(rows)
        self.last = rows[-1][:2]

    def pairs(self, wanted: Numbers) -> tuple[Numbers, Numbers]:
        """The places and texts pending at the places that are wanted, which ascend."""
        begins = np.searchsorted(self._places, wanted)
        held = np.flatnonzero(np.append(self._places, np.uint64(0))[begins] == wanted)
        ends = np.searchsorted(self._places, wanted[held], side="right").tolist()
        runs = [np.arange(begin, end) for begin, end in zip(begins[held].tolist(), ends, strict=True)]
        mine = np.concatenate([np.empty(0, dtype=np.int64), *runs])
        return self._places[mine], self._owners[mine]
