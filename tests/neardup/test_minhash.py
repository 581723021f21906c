import numpy as np
import pytest
from datasketch import MinHash

from crawler.neardup.minhash import BANDS, ROWS, SEED, band_keys, signatures
from crawler.neardup.shingles import shingles
from tests.neardup.making import changed, text


@pytest.mark.parametrize("words", [1, 7, 200, 5000, 70_000])
def test_signs_are_those_of_datasketch(words: int) -> None:
    hashes = shingles(text(words, words))
    theirs = MinHash(num_perm=BANDS * ROWS, seed=SEED, scheme="affine32", hashfunc=int)
    theirs.update_batch((hashes >> np.uint64(32)).tolist())
    assert np.array_equal(signatures([hashes])[0], theirs.hashvalues)


def test_signs_of_many_are_those_of_each() -> None:
    sets = [shingles(text(seed, words)) for seed, words in enumerate([3, 800, 20, 300, 1])]
    together = signatures(sets)
    for hashes, signs in zip(sets, together, strict=True):
        assert np.array_equal(signatures([hashes])[0], signs)


def test_two_texts_share_the_bands_whose_four_signs_are_equal() -> None:
    original = text(1)
    signs = signatures([shingles(original), shingles(changed(original, 8))])
    equal = (signs[0] == signs[1]).reshape(BANDS, ROWS).all(axis=1)
    keys = band_keys(signs)
    assert 0 < equal.sum() < BANDS
    assert np.array_equal(keys[0] == keys[1], equal)
    assert len(set(keys.ravel().tolist())) == 2 * BANDS - equal.sum()


def test_bands_with_the_same_signs_do_not_meet() -> None:
    keys = band_keys(np.zeros((1, BANDS * ROWS), dtype=np.uint32))
    assert len(set(keys[0].tolist())) == BANDS
