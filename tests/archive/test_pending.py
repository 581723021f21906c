"""What a program remembers of pending postings, however many transactions they came in."""

from collections import defaultdict

import numpy as np

from crawler.archive.duplicates.pending import Memory, Row


def _found(memory: Memory, wanted: list[int]) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for places, texts in memory.pairs(np.array(wanted, dtype=np.uint64)):
        for place, text in zip(places.tolist(), texts.tolist(), strict=True):
            found[place].append(text)
    return dict(found)


def test_every_text_is_found_at_all_its_places_after_each_transaction() -> None:
    random = np.random.default_rng(5)
    memory, there, text = Memory(), defaultdict[int, list[int]](list), 0
    for _ in range(60):
        rows: list[Row] = []
        for _ in range(int(random.integers(0, 5))):
            text += 1
            places = random.choice(50, size=int(random.integers(0, 20)), replace=False).astype(np.uint64)
            rows.append((text, 7, places))
            for place in places.tolist():
                there[place].append(text)
        memory.add(rows)
        wanted = sorted(random.choice(60, size=30, replace=False).tolist())
        assert _found(memory, wanted) == {place: there[place] for place in wanted if place in there}
    assert (memory.texts, memory.last) == (text, (text, 7))


def test_what_was_forgotten_is_not_found() -> None:
    memory = Memory()
    memory.add([(1, 7, np.array([3], dtype=np.uint64))])
    memory.forget_pending()
    assert (memory.texts, _found(memory, [3])) == (0, {})
