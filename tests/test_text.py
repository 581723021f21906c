"""Text made comparable, and nothing more."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from crawler.text import fold, normalize


def test_one_line_in_nfc_without_invisible_characters() -> None:
    assert normalize("  Ho\u0300a\u00a0 bi\u0300nh\u200b\n\tở\ufeff đây ") == "Hòa bình ở đây"


def test_nothing_that_steers_a_terminal_or_is_no_character_stays() -> None:
    assert normalize("tin\x1b[31m \x9b2Jđỏ\u202e \u2066mới\ud800\x00") == "tin[31m 2Jđỏ mới"


def test_tone_marks_stay_as_written() -> None:
    assert normalize("hoà bình, hòa bình") == "hoà bình, hòa bình"


def test_fold_takes_marks_case_and_bar() -> None:
    assert fold("ĐƯỜNG Hoà, đường Hòa") == "duong hoa, duong hoa"


@given(st.text())
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert "\n" not in once


@given(st.text())
def test_both_forms_of_a_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
