from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.rows.changes import Change, Piece, changes
from crawler.items import Article, Block
from tests.archive.making import article

PARAGRAPHS = ("Đò ngang chở khách qua sông.", "Giá vé ba nghìn đồng một lượt.", "Chuyến cuối lúc sáu giờ chiều.")


def said(*paragraphs: str) -> Article:
    return replace(article(1), blocks=tuple(Block("paragraph", text) for text in paragraphs))


def test_nothing_changed() -> None:
    assert changes(said(*PARAGRAPHS), said(*PARAGRAPHS)) == []


def test_words_within_a_paragraph() -> None:
    after = said(PARAGRAPHS[0], "Giá vé năm nghìn đồng một lượt.", PARAGRAPHS[2])
    pieces = (
        Piece("same", "Giá vé"),
        Piece("removed", "ba"),
        Piece("added", "năm"),
        Piece("same", "nghìn đồng một lượt."),
    )
    assert changes(said(*PARAGRAPHS), after) == [Change("body", pieces, unchanged=1)]


def test_paragraphs_that_come_and_go() -> None:
    after = said("Bến đóng cửa để sửa.", *PARAGRAPHS[:2])
    assert changes(said(*PARAGRAPHS), after) == [
        Change("body", (Piece("added", "Bến đóng cửa để sửa."),)),
        Change("body", (Piece("removed", PARAGRAPHS[2]),), unchanged=2),
    ]


def test_another_paragraph_in_its_place_is_no_mixture() -> None:
    after = said(PARAGRAPHS[0], "Bến đóng cửa để sửa.", PARAGRAPHS[2])
    assert [change.pieces for change in changes(said(*PARAGRAPHS), after)] == [
        (Piece("removed", PARAGRAPHS[1]),),
        (Piece("added", "Bến đóng cửa để sửa."),),
    ]


def test_headline_lead_authors_and_times() -> None:
    before = said(*PARAGRAPHS)
    assert before.published_at
    after = replace(
        before,
        title="Chuyến tàu cuối",
        summary="",
        authors=("Lê Vy", "An"),
        modified_at=before.published_at + timedelta(hours=1),
    )
    found = {change.field: change.pieces for change in changes(before, after)}
    assert list(found) == ["title", "summary", "authors", "modified_at"]
    assert found["title"] == (Piece("same", "Chuyến tàu"), Piece("removed", "thứ 1"), Piece("added", "cuối"))
    assert found["modified_at"] == (Piece("added", "2025-11-19 23:16:00+07:00"),)


@given(st.text("ab c", max_size=30), st.text("ab c", max_size=30))
def test_the_pieces_give_both_texts_back(old: str, new: str) -> None:
    found = changes(replace(article(1), title=old), replace(article(1), title=new))
    pieces = [piece for change in found for piece in change.pieces]
    for text, side in ((old, "removed"), (new, "added")):
        told = [word for piece in pieces if piece.kind in {"same", side} for word in piece.text.split()]
        assert told == (text.split() if old != new else [])


def test_very_long_paragraphs_are_not_compared_by_words() -> None:
    long = " ".join(f"từ{number}" for number in range(5_000))
    found = changes(said(long), said(long + " thêm"))
    assert [piece.kind for change in found for piece in change.pieces] == ["removed", "added"]
