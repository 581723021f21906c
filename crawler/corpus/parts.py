"""The records of a task, apart by split and ready to be written."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crawler.corpus.files.groups import Group, Grouping, Rows
from crawler.corpus.records.recorders import Records, taken
from crawler.corpus.selection import Options, split_names

Part: TypeAlias = list[bytes] | Rows
"""Each article's bytes or, of Parquet, rows."""


class Parting:
    """Takes records as they come and puts each to its split."""

    def __init__(self, options: Options) -> None:
        self._lines: list[list[bytes]] = [[] for _ in split_names(options)]
        self._groupings: dict[int, Grouping] = {}

    def add(self, outcomes: npt.NDArray[np.uint8], records: Records) -> None:
        """More records; `outcomes` are the numbers of their splits."""
        for split in range(len(self._lines)):
            places = np.flatnonzero(outcomes == split)
            if not len(places):
                continue
            here = taken(records, places)
            if isinstance(here, pa.Table):
                self._groupings.setdefault(split, Grouping()).add(here)
            else:
                self._lines[split] += here

    def parts(self) -> list[Part]:
        """A part for each split."""
        return [
            self._groupings[split].rows() if split in self._groupings else lines
            for split, lines in enumerate(self._lines)
        ]


def parted(options: Options, outcomes: npt.NDArray[np.uint8], records: Records) -> list[Part]:
    """These records as the parts of one task."""
    parting = Parting(options)
    parting.add(outcomes, records)
    return parting.parts()


def count(part: Part) -> int:
    """How many records it has."""
    if isinstance(part, list):
        return sum(one.rows if isinstance(one, Group) else 1 for one in part)
    return len(part)


def without(part: Part, passed: int) -> Part:
    """What comes behind so many records, of a part that is no row groups: a shard of these ends with a task."""
    return part.slice(passed) if isinstance(part, pa.Table) else part[passed:]
