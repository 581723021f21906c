from itertools import combinations

import numpy as np

from crawler.neardup.pairs import REACH, SAMPLE_PARTS, Keys, Texts, banded_pairs, decoded, sampled_pairs


def banded(*bands: list[int]) -> set[tuple[int, int]]:
    return set(decoded(banded_pairs(np.array(keys, dtype=np.uint64) for keys in bands)))


def sampled(samples: list[set[int]]) -> dict[tuple[int, int], int]:
    def part_of(part: int) -> tuple[Keys, Texts]:
        mine = [(key, text) for text, keys in enumerate(samples) for key in keys if key % SAMPLE_PARTS == part]
        return np.array([key for key, _ in mine], dtype=np.uint64), np.array([text for _, text in mine], dtype=np.int64)

    pairs, counts = sampled_pairs(part_of)
    return dict(zip(decoded(pairs), counts.tolist(), strict=True))


def test_who_shares_a_band_is_a_pair_once() -> None:
    assert banded([5, 6, 5, 7], [1, 2, 1, 2]) == {(0, 2), (1, 3)}
    assert banded([1, 2, 3]) == set()
    assert banded([], []) == set()


def test_who_shares_sampled_shingles_is_a_pair_with_their_number() -> None:
    assert sampled([{1, 2, 3}, {2, 3}, {3, 4}, {5}]) == {(0, 1): 2, (0, 2): 1, (1, 2): 1}
    assert sampled([set(), set()]) == {}


def test_shingles_that_are_sorted_together_count_one_by_one() -> None:
    together = {SAMPLE_PARTS * number for number in range(1, 30)}
    assert sampled([together, together, {SAMPLE_PARTS, 1}]) == {(0, 1): 29, (0, 2): 1, (1, 2): 1}


def test_a_family_within_reach_is_compared_in_full() -> None:
    family = REACH + 1
    assert banded([9] * family) == set(combinations(range(family), 2))


def test_a_large_family_is_compared_with_its_first_and_with_neighbours_only() -> None:
    found = banded([9] * 1000)
    assert {(0, text) for text in range(1, 1000)} <= found
    assert {(text, text + 1) for text in range(999)} <= found
    assert len(found) < 1000 * (REACH + 1)
