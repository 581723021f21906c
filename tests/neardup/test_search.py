import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from crawler.items import Fingerprint
from crawler.neardup import fingerprint, search, shingles
from crawler.neardup.search import COMPARED_MOST, POSTINGS_MOST, candidates, enough
from crawler.neardup.shingles import Hashes
from tests.neardup.making import changed, text


class SmallIndex:
    """The `Index` protocol over a dict."""

    def __init__(self) -> None:
        self.texts: list[Hashes] = []
        self.postings: dict[int, list[int]] = {}
        self.compared = 0

    def holders(self, keys: Sequence[int]) -> Mapping[int, Collection[int]]:
        return {key: self.postings[key] for key in keys if key in self.postings}

    def sizes(self, texts: Sequence[int]) -> Mapping[int, int]:
        return {number: len(self.texts[number]) for number in texts}

    def sets(self, texts: Sequence[int]) -> Mapping[int, Hashes]:
        self.compared += len(texts)
        return {number: self.texts[number] for number in texts}

    def add(self, fingerprint: Fingerprint, text: str, keys: Sequence[int]) -> int:
        self.texts.append(shingles(text))
        for key in keys:
            self.postings.setdefault(key, []).append(len(self.texts) - 1)
        return len(self.texts) - 1

    def arrive(self, text: str) -> dict[int, str]:
        mine = fingerprint(text)
        found = search(self, mine, text)
        self.add(mine, text, found.free_keys)
        return {other: how.kind for other, how in found.related.items()}


def test_every_kind_of_copy_is_found_among_strangers() -> None:
    index = SmallIndex()
    for seed in range(200):
        index.arrive(text(seed))
    assert index.arrive(text(7)) == {7: "exact"}
    assert index.arrive(changed(text(8), 4)) == {8: "near"}
    assert index.arrive(f"{text(900)} {text(9)} {text(901)}") == {9: "contained"}
    assert index.arrive(changed(text(10), 40)) == {}
    assert index.arrive(text(999)) == {}


def test_a_stranger_is_compared_with_nothing() -> None:
    index = SmallIndex()
    for seed in range(300):
        index.arrive(text(seed))
    assert index.compared == 0


def test_texts_without_a_word_are_copies_of_nothing() -> None:
    index = SmallIndex()
    assert index.arrive("…") == index.arrive("…") == {}


def test_a_text_of_one_word_finds_its_like() -> None:
    index = SmallIndex()
    index.arrive("Khẩn")
    assert index.arrive("khan!") == {0: "exact"}


def test_a_thousand_texts_of_one_template_fill_no_list_without_end() -> None:
    index = SmallIndex()
    for number in range(600):
        index.arrive(changed(text(1, 120), 1, seed=number))
    assert max(map(len, index.postings.values())) == POSTINGS_MOST
    assert index.compared <= 600 * COMPARED_MOST


def test_one_shared_sampled_shingle_is_chance_two_are_a_candidate() -> None:
    mine = fingerprint(text(1))
    first, second = mine.sample[:2]
    assert candidates(mine, {first: [5, 6], second: [6]}) == {6: 2}
    assert candidates(mine, {first: [5, 6], second: [6], mine.bands[3]: [5, 7]}) == {5: 1, 6: 2, 7: 0}
    assert candidates(mine, {}) == {}


def test_copies_share_a_quarter_of_what_is_expected_of_their_size() -> None:
    assert [math.ceil(enough(smaller)) for smaller in (160, 320, 640, 10**6)] == [1, 2, 4, 16]
    assert enough(np.array([320, 640])).tolist() == [2.0, 4.0]


def test_a_common_last_line_costs_no_comparison() -> None:
    index, line = SmallIndex(), text(77, 80)
    for seed in range(150):
        index.arrive(f"{text(seed, 900)} {line}")
    assert index.compared < 15
