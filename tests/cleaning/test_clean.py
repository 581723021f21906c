"""Raw texts of many shapes and what must come out of each; no harm to clean text; cleaning twice is cleaning once."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning import clean

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
CLEAN = [path for path in CASES if path.stem.startswith(("clean", "verses"))]


def _case(path: Path) -> tuple[str, str]:
    raw, expected = path.read_text(encoding="utf-8").split("\n=== clean ===\n")
    return raw, expected.removesuffix("\n")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_article_and_nothing_else_comes_out(path: Path) -> None:
    raw, expected = _case(path)
    assert clean(raw).text == expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_gone_is_named_with_a_reason(path: Path) -> None:
    raw, _ = _case(path)
    cleaned = clean(raw)
    assert all(piece.text and piece.reason for piece in cleaned.dropped)
    kept, dropped = cleaned.text.split(), " ".join(piece.text for piece in cleaned.dropped).split()
    assert sorted("".join(kept + dropped)) == sorted("".join(raw.split()))


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_text_loses_nothing(path: Path) -> None:
    assert clean(_case(path)[0]).dropped == ()


@given(st.lists(st.sampled_from([line for path in CASES for line in _case(path)[0].splitlines()]), max_size=40))
def test_cleaning_twice_is_cleaning_once(lines: list[str]) -> None:
    once = clean("\n".join(lines)).text
    assert clean(once).text == once


@given(st.text(max_size=300))
def test_any_text_is_cleaned_once_for_all(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


def test_a_prefix_stays_and_a_given_day_replaces_it() -> None:
    text = " date 2025-05-12 Cầu đã thông xe sáng nay."
    assert clean(text).text == text
    assert clean(text, date(2025, 5, 13)).text == " date 2025-05-13 Cầu đã thông xe sáng nay."
    assert clean("Cầu đã thông xe sáng nay.", date(2025, 5, 13)).text == " date 2025-05-13 Cầu đã thông xe sáng nay."


def test_a_text_of_links_and_labels_comes_out_empty() -> None:
    assert clean("Skip to main content\n\nTrang chủ\n\nXem thêm", date(2025, 5, 12)).text == ""


def test_words_are_written_in_nfc_and_otherwise_as_they_were() -> None:
    assert clean("Thuỷ triều lên, hoà bình trở lại.").text == "Thuỷ triều lên, hoà bình trở lại."


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    [
        "Xem thêm\n",
        "a. >> b. ",
        "(((((",
        "a > b > c ",
        "Một tiêu đề nào đó\n" * 2 + "Tóm tắt của nó\n",
        "y" * 80 + " mà\n",
    ],
)
def test_half_a_megabyte_of_anything_is_done_in_seconds(piece: str) -> None:
    text = piece * (500_000 // len(piece))
    assert len(clean(text).text) <= len(text) + text.count("\n")
