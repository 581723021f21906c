import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.neardup.segments import (
    PARTS,
    Numbers,
    Shape,
    block_of,
    decode,
    encode,
    held,
    make_filter,
    part_of,
    passes,
    places,
)


def pairs(count: int, first: int, texts: int, seed: int = 0) -> tuple[Numbers, Numbers]:
    random = np.random.default_rng(seed)
    found = np.sort(places(random.integers(0, 2**64, count, dtype=np.uint64)))
    return found, random.integers(first, first + texts, count, dtype=np.uint64)


@given(
    count=st.integers(1, 5000),
    first=st.integers(0, 2**40),
    texts=st.integers(1, 2**24),
    seed=st.integers(0, 1000),
)
def test_pairs_come_back_from_their_blocks(count: int, first: int, texts: int, seed: int) -> None:
    found, numbers = pairs(count, first, texts, seed)
    shape = Shape.fitting(first, texts, count)
    blocks = list(encode(found, numbers, shape))
    again = decode(
        np.array([number for number, _ in blocks], dtype=np.uint64), [entries for _, entries in blocks], shape
    )
    assert np.array_equal(again[0], found)
    assert np.array_equal(again[1], numbers)
    assert [number for number, _ in blocks] == sorted(set(block_of(found, shape).tolist()))


def test_a_pair_takes_six_bytes_and_a_block_is_small() -> None:
    found, numbers = pairs(200_000, 0, 4096)
    blocks = list(encode(found, numbers, Shape.fitting(0, 4096, len(found))))
    assert sum(len(entries) for _, entries in blocks) == 6 * len(found)
    assert max(len(entries) for _, entries in blocks) < 1200


def test_decoding_nothing() -> None:
    found, numbers = decode(np.empty(0, dtype=np.uint64), [], Shape.fitting(0, 1, 1))
    assert len(found) == len(numbers) == 0


@pytest.mark.parametrize("count", [1, 50, 200_000])
def test_the_filter_lets_all_through_that_is_there_and_little_else(count: int) -> None:
    found, _ = pairs(count, 0, 4096)
    shape = Shape.fitting(0, 4096, count)
    rows = [make_filter(found[part_of(found) == part], shape) for part in range(PARTS)]
    filters = np.array([np.frombuffer(row, dtype=np.uint8) for row in rows])
    assert passes(found, filters, shape).all()
    strangers, _ = pairs(100_000, 0, 4096, seed=1)
    assert passes(strangers, filters, shape).mean() < 0.04


def test_what_is_held_at_wanted_places_comes_in_order() -> None:
    found = np.array([2, 3, 3, 5, 9], dtype=np.uint64)
    texts = np.array([7, 1, 4, 8, 6], dtype=np.uint64)
    places_held, texts_held = held(found, texts, np.array([0, 3, 4, 9, 11], dtype=np.uint64))
    assert (places_held.tolist(), texts_held.tolist()) == ([3, 3, 9], [1, 4, 6])
    nothing = held(found[:0], texts[:0], np.array([3], dtype=np.uint64))
    assert [len(part) for part in nothing] == [0, 0]
