import unicodedata

import numpy as np

from crawler.neardup.folding import BREAK, MARK, SEVERAL, UNKNOWN, fold, letters


def test_case_and_diacritics_do_not_count() -> None:
    assert len(set(letters("ĐđdD").tolist())) == 1
    assert len(set(letters("ẾếÊêeE").tolist())) == 1
    assert letters("hoà").tolist() == letters("HÒA").tolist()


def test_what_is_no_letter() -> None:
    assert letters(" .,“”-–\n").tolist() == [BREAK] * 8
    assert letters("\u0301").tolist() == [MARK]
    assert letters("ßﬁ한").tolist() == [SEVERAL] * 3
    assert letters("\ud800\U0001f600").tolist() == [BREAK, BREAK]
    assert letters("").tolist() == []


def test_letters_and_digits_of_all_scripts_have_numbers_of_their_own() -> None:
    found = letters("_abcxyz0189漢字я٣𝐀")
    assert len(set(found.tolist())) == len(found)
    assert (found > UNKNOWN).all()


def test_canonical_composition_never_changes_what_the_parts_fold_to() -> None:
    for code in range(0x110000):
        parts = unicodedata.decomposition(chr(code))
        if parts and not parts.startswith("<"):
            assert fold(chr(code)) == "".join(fold(chr(int(part, 16))) for part in parts.split()), hex(code)


def test_folding_what_is_folded_changes_nothing_in_all_of_unicode() -> None:
    everything = [fold(chr(code)) for code in range(0x110000)]
    again = [character for folded in everything for character in folded]
    assert all(fold(character) == character for character in set(again))


def test_the_table_says_what_fold_says() -> None:
    text = "".join(map(chr, range(0x3000)))
    for character, number in zip(text, letters(text).tolist(), strict=True):
        folded = fold(character)
        if number > UNKNOWN:
            assert np.array_equal(letters(folded), [number])
        else:
            assert number == (MARK if not folded else SEVERAL if len(folded) > 1 else BREAK)
