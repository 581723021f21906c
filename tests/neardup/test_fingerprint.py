import pickle
import subprocess
import sys

from crawler.neardup.fingerprint import RECIPE, SAMPLE_LEAST, SAMPLE_MOST, fingerprint, fingerprints
from crawler.neardup.shingles import shingles
from tests.neardup.making import text


def test_one_at_a_time_or_many_at_once() -> None:
    texts = [text(seed, words) for seed, words in enumerate([200, 0, 3, 5000, 40, 1])] * 20
    assert list(fingerprints(texts)) == [fingerprint(one) for one in texts]


def test_a_text_without_a_word_has_no_keys() -> None:
    empty = fingerprint(" … !")
    assert (empty.recipe, empty.size, empty.bands, empty.sample) == (RECIPE, 0, (), ())


def test_equal_sets_have_equal_digests() -> None:
    assert fingerprint("Một hai ba bốn năm sáu").digest == fingerprint("mot, HAI ba bon nam sau!").digest
    digests = {fingerprint(text(seed, 30)).digest for seed in range(500)}
    assert len(digests) == 500


def test_the_sample_is_the_lowest_hashes_at_least_eight_and_not_without_end() -> None:
    for words in (3, 100, 3000):
        hashes = shingles(text(1, words)).tolist()
        sample = fingerprint(text(1, words)).sample
        assert sample == tuple(hashes[: len(sample)])
        assert len(sample) == max(min(SAMPLE_LEAST, len(hashes)), sum(one < 2**64 // 32 for one in hashes))
    assert len(fingerprint(text(1, 60_000)).sample) == SAMPLE_MOST


def test_the_recipe_is_the_same_in_every_process() -> None:
    """Were it changed, a stored index would hold fingerprints that nothing is compared with."""
    expected = (13, "17075e817af3eff6", "5bb8d9f115824bb8", "194fb3d3c2a610be")
    made = fingerprint("Sáng nay người dân phường ven sông đã cùng lực lượng cứu hộ gia cố bờ kè")
    assert RECIPE == "fold1 w5 poly64 affine32 seed1 32x4 sample32:8-1024"
    assert (made.size, f"{made.digest:016x}", f"{made.bands[0]:016x}", f"{made.sample[0]:016x}") == expected


def test_it_crosses_between_processes_and_loads_nothing_heavy() -> None:
    made = fingerprint(text(1))
    assert pickle.loads(pickle.dumps(made)) == made
    check = "import sys, crawler.neardup; print(sorted({'scipy', 'datasketch', 'sqlalchemy'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", check], text=True) == "[]\n"
