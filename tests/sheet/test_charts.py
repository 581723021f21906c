"""Bins, bars and numbers of the data sheet."""

from datetime import date, timedelta

import pytest

from crawler.archive import CopyPair
from crawler.sheet import bilingual
from crawler.sheet.charts import Calendar, lengths, quantile, rows, scores
from crawler.sheet.copies import foreign, matrix


@pytest.mark.parametrize(("days", "unit"), [(1, "day"), (92, "day"), (93, "week"), (700, "month"), (5000, "year")])
def test_a_range_of_days_is_few_bars(days: int, unit: str) -> None:
    first = date(2015, 1, 30)
    calendar = Calendar(first, first + timedelta(days=days - 1))
    assert calendar.unit == unit
    assert len(calendar.starts) == len(set(calendar.starts)) <= 93


@pytest.mark.parametrize("days", [60, 400, 1500, 9000])
def test_every_day_is_in_one_bar(days: int) -> None:
    first = date(1999, 12, 31)
    counts = {first + timedelta(days=place): 1 for place in range(days)}
    found = Calendar(first, max(counts)).bars(counts)
    assert sum(bar.count for bar in found) == days
    assert max(bar.height for bar in found) == 100


def test_lengths_and_scores_at_the_ends() -> None:
    assert [bar.count for bar in lengths({0: 1, 499: 2, 500: 3, 9999: 4, 10000: 5, 10**7: 6})][::10] == [3, 0, 11]
    found = scores({0: 1, 4: 2, 5: 3, 99: 4, 100: 5})
    assert (found[0].count, found[1].count, found[19].count) == (3, 3, 9)


def test_quantiles() -> None:
    counts = {10: 1, 20: 2, 30: 1}
    assert [quantile(counts, share) for share in (0.25, 0.5, 0.75, 1)] == [10, 20, 20, 30]
    assert quantile({}, 0.5) == 0


def test_lines_are_longest_first_and_without_nothing() -> None:
    assert [(row.name, row.width) for row in rows({"b": 5, "a": 10, "c": 5, "d": 0})] == [
        ("a", 100), ("b", 50), ("c", 50),
    ]  # fmt: skip
    assert rows({}) == []


def test_the_table_of_copies_has_the_papers_with_most() -> None:
    pairs = [CopyPair("a", "b", 10, 60.0, 1.0), CopyPair("b", "b", 3, None, None), CopyPair("b", "a", 1, 5.0, 5.0)]
    table = matrix(pairs)
    assert table.papers == ("a", "b")
    assert [[cell and cell.articles for cell in row] for row in table.rows] == [[None, 10], [1, 3]]
    assert [(one.source, one.copier) for one in foreign(pairs)] == [("a", "b"), ("b", "a")]
    many = [CopyPair(f"s{n}", f"t{n}", n, None, None) for n in range(1, 40)]
    assert len(matrix(many).papers) == 12


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0\u202fphút"), (90, "2\u202fphút"), (5400, "1,5\u202fgiờ"), (200000, "2,3\u202fngày"), (None, "–")],
)
def test_delays_in_units_of_people(seconds: float | None, shown: str) -> None:
    assert shown in str(bilingual.delay(seconds))


def test_numbers_and_shares_in_both_languages() -> None:
    assert str(bilingual.number(12)) == "12"
    assert str(bilingual.number(1234567)) == '<span lang="vi">1.234.567</span><span lang="en">1,234,567</span>'
    assert bilingual.percent(1, 0) == "–"
    assert "33,3" in bilingual.percent(1, 3)
    assert bilingual.both("<b>", "<b>") == "&lt;b&gt;"
