"""The figures of a manifest, out of an index: whoever has the index has the figures, however it came about."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from crawler.corpus.index import COPY_KINDS, LEFT_OUT, UNDATED, Entries, Names
from crawler.corpus.manifest import Counts, SourceCount, StepCount
from crawler.corpus.selection import Options, split_names
from crawler.corpus.steps import steps

_VIETNAM = 7 * 3600 * 1_000_000
_NO_YEAR = 0


def counts(options: Options, names: Names, chunks: Iterable[Entries]) -> Counts:
    """Count the entries of an index, in bounded memory."""
    tally = _Tally(names)
    for chunk in chunks:
        tally.add(chunk)
    return tally.counts(options)


class _Tally:
    def __init__(self, names: Names) -> None:
        self._names = names
        self._outcomes = np.zeros(256, np.int64)
        self._copies = np.zeros(len(COPY_KINDS), np.int64)
        self._extractors = np.zeros(len(names.extractors), np.int64)
        self._characters = self._masked = 0
        self._articles: Counter[tuple[int, int]] = Counter()
        self._of_sources: Counter[tuple[int, int]] = Counter()
        self._copied: Counter[tuple[int, int]] = Counter()
        self._days: list[int] = []

    def add(self, chunk: Entries) -> None:
        """Count more entries."""
        self._outcomes += np.bincount(chunk["outcome"], minlength=256)
        written = chunk[chunk["outcome"] < LEFT_OUT]
        self._copies += np.bincount(written["copy"], minlength=len(COPY_KINDS))
        self._extractors += np.bincount(written["extractor"], minlength=len(self._names.extractors))
        self._characters += int(written["characters"].sum(dtype=np.int64))
        self._masked += int(written["masked"].sum(dtype=np.int64))
        dated = written["moment"][written["moment"] != UNDATED]
        if len(dated):
            self._days += [int(dated.min()), int(dated.max())]
        self._add_sources(written)

    def _add_sources(self, written: Entries) -> None:
        years = np.where(written["moment"] == UNDATED, _NO_YEAR, _years(written["moment"]))
        keys = written["site"].astype(np.int64) << 32 | years
        found, place = np.unique(keys, return_inverse=True)
        sums = zip(
            found.tolist(),
            np.bincount(place, minlength=len(found)).tolist(),
            np.bincount(place, written["characters"], len(found)).tolist(),
            np.bincount(place, written["copy"] > 0, len(found)).tolist(),
            strict=True,
        )
        for key, articles, characters, copies in sums:
            source = key >> 32, key & 0xFFFFFFFF
            self._articles[source] += articles
            self._of_sources[source] += int(characters)
            self._copied[source] += int(copies)

    def counts(self, options: Options) -> Counts:
        """The figures."""
        splits = split_names(options)
        by_split = dict(zip(splits, self._outcomes[: len(splits)].tolist(), strict=True))
        return Counts(
            articles=sum(by_split.values()),
            characters=self._characters,
            steps=self._steps(options),
            splits=by_split,
            sources=tuple(self._sources()),
            copies=_named(COPY_KINDS, self._copies),
            extractors=_named(self._names.extractors, self._extractors),
            first_day=_day(min(self._days)) if self._days else None,
            last_day=_day(max(self._days)) if self._days else None,
            masked=self._masked,
        )

    def _steps(self, options: Options) -> tuple[StepCount, ...]:
        given = int(self._outcomes.sum())
        found = []
        for place, step in enumerate(steps(options)):
            passed = given - int(self._outcomes[LEFT_OUT + place])
            found.append(StepCount(step.name, given, passed))
            given = passed
        return tuple(found)

    def _sources(self) -> Iterable[SourceCount]:
        for (site, year), articles in sorted(self._articles.items(), key=lambda one: self._key(*one[0])):
            source = site, year
            told = year if year != _NO_YEAR else None
            name = self._names.sites[site]
            yield SourceCount(name, told, articles, self._of_sources[source], self._copied[source])

    def _key(self, site: int, year: int) -> tuple[str, bool, int]:
        return self._names.sites[site], year == _NO_YEAR, year


def _years(moments: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The years in Viet Nam."""
    shifted = np.where(moments == UNDATED, 0, moments) + _VIETNAM
    return shifted.astype("datetime64[us]").astype("datetime64[Y]").astype(np.int64) + 1970


def _day(moment: int) -> str:
    return str(np.datetime64(moment + _VIETNAM, "us").astype("datetime64[D]"))


def _named(names: Iterable[str], numbers: npt.NDArray[np.int64]) -> dict[str, int]:
    return {name: int(number) for name, number in sorted(zip(names, numbers.tolist(), strict=True)) if number}
