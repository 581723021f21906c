import tracemalloc
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.neardup.relation import overlap
from crawler.neardup.shingles import BATCH, shingle_sets, shingles
from tests.neardup import reference
from tests.neardup.making import text

# Letters with every trap of the definition: case, tones in both forms, đ, marks alone, letters that fold to several,
# words of one letter, underscores, digits, a Hangul syllable, an emoji, a lone surrogate, breaks of all kinds
TRAPS = "aAáÁa\u0301ếẾđĐdßﬁİıſKÅ한_0٣½-–.,  \n\t\u00a0\u200b\U0001f600\ud800xyz"
hostile = st.one_of(st.text(TRAPS, max_size=80), st.text(max_size=60))


@settings(max_examples=400, deadline=None)
@given(st.lists(hostile, min_size=1, max_size=6))
def test_sets_are_as_large_and_as_alike_as_the_definition_says(texts: list[str]) -> None:
    found, true = list(shingle_sets(texts)), [reference.shingles(one) for one in texts]
    assert [len(one) for one in found] == [len(one) for one in true]
    for (a, true_a), (b, true_b) in combinations(zip(found, true, strict=True), 2):
        assert len(np.intersect1d(a, b)) == len(true_a & true_b)


@settings(deadline=None)
@given(hostile, st.lists(hostile, max_size=3))
def test_a_text_has_one_set_whatever_stands_beside_it(one: str, others: list[str]) -> None:
    together = list(shingle_sets([*others, one, *others]))
    assert np.array_equal(together[len(others)], shingles(one))


@settings(deadline=None)
@given(hostile)
def test_a_set_is_ascending_without_doubles(one: str) -> None:
    found = shingles(one)
    assert (found[1:] > found[:-1]).all()


def test_texts_longer_than_a_batch_are_cut_nowhere() -> None:
    long = text(1, BATCH // 4)
    assert len(long) > BATCH
    assert len(shingles(long)) == len(reference.shingles(long))
    between = list(shingle_sets([text(2), long, text(3)]))
    assert np.array_equal(between[1], shingles(long))
    assert np.array_equal(between[2], shingles(text(3)))


@pytest.mark.parametrize("unit", ["một hai ba bốn năm sáu ", "chữ"])
def test_ten_megabytes_take_memory_by_the_longest_word_only(unit: str) -> None:
    huge = unit * (10_000_000 // len(unit))
    tracemalloc.start()
    found = shingles(huge)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == (6 if " " in unit else 1)
    assert peak < (300 if " " in unit else 900) * 1_000_000


def test_unaccented_and_decomposed_copies_have_the_same_set() -> None:
    accented = "Thủy điện Hòa Bình xả lũ từ sáng sớm, người dân Đà Bắc được báo trước"
    plain = "thuỷ điện hoà bình xả lũ từ sáng sớm - NGUOI DAN DA BAC duoc bao truoc"
    assert overlap(shingles(accented), shingles(plain)).jaccard == 1.0
