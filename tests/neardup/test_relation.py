import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.neardup.relation import Relation, Thresholds, overlap, relation
from crawler.neardup.shingles import Hashes

numbers = st.sets(st.integers(0, 40) | st.integers(2**64 - 5, 2**64 - 1))


def hashes(values: set[int] | range) -> Hashes:
    return np.array(sorted(values), dtype=np.uint64)


@given(numbers, numbers)
def test_overlap_is_that_of_sets(a: set[int], b: set[int]) -> None:
    found = overlap(hashes(a), hashes(b))
    assert found.jaccard == (len(a & b) / len(a | b) if a and b else 0.0)
    assert found.containment == (len(a & b) / min(len(a), len(b)) if a and b else 0.0)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (range(3), range(3), Relation("exact", 1.0)),
        (range(100), range(99), Relation("near", 0.99)),
        (range(70), range(100), Relation("near", 0.7)),
        (range(69), range(100), Relation("contained", 1.0)),
        (range(50), range(10, 500), Relation("contained", 0.8)),
        (range(49), range(500), None),
        (range(50), range(11, 500), None),
        (range(0), range(0), None),
        (range(0), range(100), None),
    ],
)
def test_relations_at_their_bounds(a: range, b: range, expected: Relation | None) -> None:
    assert relation(hashes(a), hashes(b)) == expected
    assert relation(hashes(b), hashes(a)) == expected


def test_thresholds_are_settings() -> None:
    strict = Thresholds(near=0.9, contained=0.95, least=80)
    assert relation(hashes(range(89)), hashes(range(100)), strict) == Relation("contained", 1.0)
    assert relation(hashes(range(70)), hashes(range(100)), strict) is None
