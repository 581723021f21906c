"""Dated sitemap shards: which days one covers, and what the next one is called.

The families are those of Vietnamese papers: `news-2025-11.xml`, `sitemap-article-11-2025-01.xml` (month before year),
`sitemaps-2025-11-1-5.xml` (days 1 to 5), `sitemap-post/2025-11-20.xml`, `article-20251120.xml`,
`sitemaps/2025/11/article.xml`, `?y=2025&m=11&d=20`, `articles-2019-sitemap.xml?m=11&d=20`.
"""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = r"(?P<y>(?:19|20)\d{2})"
_MONTH = r"(?P<m>0?[1-9]|1[0-2])"
_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])"
_FAMILIES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}-{_MONTH}-{_DAY}-(?P<e>0?[1-9]|[12]\d|3[01])(?=\.)",
        rf"(?<!\d){_MONTH}-{_YEAR}(?:-(?P<part>\d{{1,3}}))?(?=\.)",
        rf"[?&]y={_YEAR}&m={_MONTH}&d={_DAY}(?!\d)",
        rf"-{_YEAR}-sitemap\.xml\?m={_MONTH}&d={_DAY}(?!\d)",
        rf"(?<!\d){_YEAR}[-/]{_MONTH}[-/]{_DAY}(?=[./])",
        r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=\.)",
        rf"(?<!\d){_YEAR}[-/]{_MONTH}(?=[./])",
    )
)
_BLOCK_DAYS = 5  # sitemaps-Y-M-d1-d2: blocks of five days,
_LAST_BLOCK = 26  # and the one from the 26th takes the rest of the month


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day that a shard covers."""

    first: date
    last: date


def span_of(url: str) -> Span | None:
    """The days that the shard at `url` covers by its name, None when the name tells nothing."""
    dated = _dated(url)
    return dated.span if dated else None


def next_shards(urls: Iterable[str]) -> list[str]:
    """The shard after the newest of each family that an index lists.

    vov.vn's index lacks the running month and vtv.vn's the running block: the one after the newest is worth asking for.
    """
    families: dict[str, list[_Dated]] = {}
    for url in urls:
        dated = _dated(url)
        if dated is not None:
            families.setdefault(dated.skeleton, []).append(dated)
    return [_successor(shards) for shards in families.values()]


@dataclass(frozen=True, slots=True)
class _Dated:
    url: str
    groups: tuple[tuple[str, int, int], ...]  # name, start, end in the URL
    span: Span

    @property
    def skeleton(self) -> str:
        return self._filled({name: "#" for name, _, _ in self.groups})

    def text(self, group: str) -> str:
        return next((self.url[start:end] for name, start, end in self.groups if name == group), "")

    def renamed(self, values: dict[str, int], width: int) -> str:
        """The URL with other numbers in it, `width` digits at least for month and day."""
        texts = {name: f"{value:0{width}d}" for name, value in values.items()}
        return self._filled(texts | {"part": f"{1:0{len(self.text('part'))}d}"})

    def _filled(self, texts: dict[str, str]) -> str:
        url = self.url
        for name, start, end in sorted(self.groups, key=lambda group: -group[1]):
            url = url[:start] + texts[name] + url[end:]
        return url


def _successor(shards: list[_Dated]) -> str:
    newest = max(shards, key=lambda shard: shard.span.last)
    first = newest.span.last + timedelta(days=1)
    end = first.day + _BLOCK_DAYS - 1 if first.day < _LAST_BLOCK else calendar.monthrange(first.year, first.month)[1]
    values = {"y": first.year, "m": first.month, "d": first.day, "e": end}
    return newest.renamed(values, width=2 if _pads(shards) else 1)


def _pads(shards: list[_Dated]) -> bool:
    """True when the family writes 9 as 09. Where nothing shows it, whole dates do and months do not."""
    numbers = [number for shard in shards for group in "mde" if (number := shard.text(group))]
    if any(number.startswith("0") for number in numbers):
        return True
    return all(len(number) > 1 for number in numbers) and bool(shards[0].text("d") and not shards[0].text("e"))


def _dated(url: str) -> _Dated | None:
    for family in _FAMILIES:
        match = family.search(url)
        if match is not None and (span := _span(match.groupdict())) is not None:
            groups = tuple((name, *match.span(name)) for name, text in match.groupdict().items() if text is not None)
            return _Dated(url, groups, span)
    return None


def _span(parts: dict[str, str | None]) -> Span | None:
    year, month = int(parts["y"] or 0), int(parts["m"] or 0)
    length = calendar.monthrange(year, month)[1]
    first = int(parts.get("d") or 1)
    last = int(parts.get("e") or parts.get("d") or length)
    if first > length or last < first:
        return None
    return Span(date(year, month, first), date(year, month, min(last, length)))
