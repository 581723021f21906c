"""Tone marks of one kind: only where the two ways differ, only whole syllables of Vietnamese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.corpus.selection import Tone
from crawler.corpus.tone import placer

OLD, NEW, KEEP = (placer(tone) for tone in (Tone.OLD, Tone.NEW, Tone.KEEP))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa bình", "hoà bình"),
        ("HÓA CHẤT", "HOÁ CHẤT"),
        ("Khỏe, đẹp", "Khoẻ, đẹp"),
        ("thủy lợi", "thuỷ lợi"),
        ("Úy Lạo", "Uý Lạo"),
        ("tòa-án", "toà-án"),
        ("(lòe loẹt)", "(loè loẹt)"),
        ("hủy/bỏ", "huỷ/bỏ"),
    ],
)
def test_both_ways(old: str, new: str) -> None:
    assert (NEW(old), OLD(new), NEW(new), OLD(old)) == (new, old, new, old)
    assert (KEEP(old), KEEP(new)) == (old, new)


@pytest.mark.parametrize(
    "same",
    [
        "của quý, quỳ gối, quạ, già, hoàn toàn, ngoài, huyền, thuở, chuyện, khoác, tuổi, khuỷu, nguyễn",
        "Chloé và Noé, Zoé, Peñaroya",
        "https://bao.example/hòa-bình www.bao.example/thuỷ lan.hòa@bao.example tệp_hòa.pdf #hòa hòa.vn",
        "hòabình xhoà2",
    ],
)
def test_what_stays(same: str) -> None:
    assert NEW(same) == same
    assert OLD(same) == same


@given(st.text(alphabet="hoàòaạọeéẻuýúyqtk .THÀÒ-@/", max_size=40))
def test_nothing_but_marks_moves(text: str) -> None:
    assert len(NEW(text)) == len(text)
    assert NEW(NEW(text)) == NEW(text)
    assert OLD(NEW(text)) == OLD(text)
