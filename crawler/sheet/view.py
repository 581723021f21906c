"""What the template is given: the figures of a sheet in the order and the shapes in which they are shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crawler.archive import PaperSheet, Sheet
from crawler.sheet.charts import Bar, Calendar, lengths, quantile, rows, scores, summed
from crawler.sheet.copies import foreign, matrix

_SHOWN_PAPERS = 40
_FIELD_PAPERS = 15
FIELDS = ("published_at", "section", "summary", "authors", "tags", "captions", "source", "modified_at")


@dataclass(frozen=True, slots=True)
class Line:
    """A paper's own chart: its name, its bars, how many articles in all."""

    name: str
    bars: Sequence[Bar]
    articles: int


def view(sheet: Sheet, names: Mapping[str, str]) -> dict[str, Any]:
    """Everything by the name that the template knows it by; `names` are what papers are called, by id."""
    called = {paper.site: names.get(paper.site, paper.site) for paper in sheet.papers}
    days = summed(paper.days for paper in sheet.papers)
    copied: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for site in sheet.figures.sites:
        copied.update(site.copies)
        refused.update(site.failures)
    return {
        "called": called,
        "articles": sum(paper.articles for paper in sheet.papers),
        "characters": sum(paper.characters for paper in sheet.papers),
        "undated": sum(paper.undated for paper in sheet.papers),
        "papers": sheet.papers[:_SHOWN_PAPERS],
        "paper_count": len(sheet.papers),
        "days": days,
        "first_day": min(days, default=None),
        "last_day": max(days, default=None),
        "fetched_until": sheet.fetched_until,
        "copies": copied.total(),
        "copy_kinds": rows(copied),
        "copies_of": {site.site: sum(site.copies.values()) for site in sheet.figures.sites},
        "pairs": foreign(sheet.pairs),
        "matrix": matrix(sheet.pairs),
        "examples": sheet.examples,
        "lengths": lengths(sheet.lengths),
        "quantiles": [quantile(sheet.lengths, share) for share in (0.25, 0.5, 0.75)],
        "scores": scores(sheet.quality),
        "doubts": rows(sheet.contents.doubts),
        "dropped": rows(sheet.contents.dropped),
        "refused": refused.total(),
        "refusals": rows(refused, 30),
        "kinds": rows(sheet.kinds),
        "languages": rows(sheet.languages),
        "fields": FIELDS,
        "opened": sheet.contents.articles,
        **_over_time(sheet.papers, days, called),
        **_filled(sheet),
    }


def _over_time(papers: Sequence[PaperSheet], days: Mapping[date, int], called: Mapping[str, str]) -> dict[str, Any]:
    if not days:
        return {"unit": "day", "together": [], "lines": [], "marks": []}
    calendar = Calendar(min(days), max(days))
    shown, others = papers[:_SHOWN_PAPERS], papers[_SHOWN_PAPERS:]
    lines = [Line(called[one.site], calendar.bars(one.days), one.articles) for one in shown]
    if others:
        lines.append(Line("", calendar.bars(summed(one.days for one in others)), sum(one.articles for one in others)))
    starts = calendar.starts
    marks = [starts[0], starts[len(starts) // 2], starts[-1]] if len(starts) > 2 else starts
    return {"unit": calendar.unit, "together": calendar.bars(days), "lines": lines, "marks": marks}


def _filled(sheet: Sheet) -> dict[str, Any]:
    contents = sheet.contents
    total: Counter[str] = Counter()
    for counts in contents.filled.values():
        total.update(counts)
    papers = [paper.site for paper in sheet.papers if paper.site in contents.of_paper][:_FIELD_PAPERS]
    return {
        "filled_all": {field: total[field] / max(1, contents.articles) for field in FIELDS},
        "filled": {
            site: {field: contents.filled[site].get(field, 0) / contents.of_paper[site] for field in FIELDS}
            for site in papers
        },
    }
