"""The memory itself: bounded, one place a page, equal for equal observations."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.items import PageObservation
from crawler.learning import SiteMemory, observe, pack, recurring, unpack
from crawler.learning.memory import WINDOW

keys = st.integers(0, 2**64 - 1)
observations = st.builds(
    PageObservation, st.integers(0, 40).map(str), st.lists(keys, max_size=20, unique=True).map(tuple)
)


def remembered(pages: list[PageObservation]) -> SiteMemory:
    memory = SiteMemory()
    for one in pages:
        memory = observe(memory, one)
    return memory


def page(number: int, *blocks: int) -> PageObservation:
    """A page with five paragraphs of its own, the longest texts on it, and `blocks`."""
    return PageObservation(str(number), (*range(1000 * number, 1000 * number + 10, 2), *blocks))


@given(st.lists(observations, max_size=80))
def test_a_memory_holds_the_last_pages_each_once(pages: list[PageObservation]) -> None:
    memory = remembered(pages)
    latest: dict[str, PageObservation] = {}
    for one in pages:
        if one.blocks:
            latest.pop(one.page, None)
            latest[one.page] = one
    assert list(memory.pages) == list(latest.values())[-WINDOW:]
    assert recurring(memory) == recurring(remembered(list(memory.pages)))


@given(st.lists(keys, max_size=50).map(tuple))
def test_packed_keys_come_back(blocks: tuple[int, ...]) -> None:
    assert unpack(pack(blocks)) == blocks


def test_a_text_in_prose_recurs_when_half_of_the_recent_articles_have_it() -> None:
    assert recurring(remembered([page(n, 2) for n in range(1, 5)])).seen == {}
    assert recurring(remembered([page(n, 2) for n in range(1, 6)])).seen == {2: (5, 5)}
    every_third = [page(n, *([2] if n % 3 == 0 else [])) for n in range(1, 31)]
    assert recurring(remembered(every_third)).seen == {}


def test_a_text_set_apart_recurs_when_three_articles_have_it() -> None:
    pages = [page(n, *([3] if n in {2, 9, 14} else [])) for n in range(1, 21)]
    assert recurring(remembered(pages)).seen == {3: (3, 20)}


def test_a_page_fetched_again_and_again_counts_once() -> None:
    assert recurring(remembered([page(n % 2, 2, 3) for n in range(20)])).pages == 2
    assert recurring(remembered([*(page(n) for n in range(5)), *[page(7, 2, 3)] * 9])).seen == {}


def test_one_piece_printed_under_five_addresses_is_no_chrome() -> None:
    ordinary = [page(n, 3) for n in range(1, 6)]
    copies = [PageObservation(f"copy {n}", (*page(99).blocks, 2 * n, 3)) for n in range(5)]
    assert recurring(remembered(ordinary + copies)).seen == {3: (6, 10)}


def test_an_old_design_is_forgotten_and_a_new_one_learned_after_five_pages() -> None:
    old = [page(n, 2, 3) for n in range(1, 41)]
    changed = recurring(remembered(old + [page(n, 4, 5) for n in range(41, 46)]))
    assert changed.seen[4] == (5, 10)
    assert changed.seen[5] == (5, WINDOW)
    later = recurring(remembered(old + [page(n, 4, 5) for n in range(41, 41 + WINDOW)]))
    assert set(later.seen) == {4, 5}


def test_the_digest_names_what_is_known() -> None:
    once, again = (
        recurring(remembered([page(n, 2) for n in range(6)])),
        recurring(remembered([page(n, 2) for n in range(10, 16)])),
    )
    assert once.digest == again.digest
    assert once.digest != recurring(remembered([page(n, 4) for n in range(6)])).digest
