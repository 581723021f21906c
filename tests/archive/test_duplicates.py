"""Near-duplicate search inside transactions of both databases."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from random import Random
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, update

from crawler.archive.database.engine import Database
from crawler.archive.database.schema import ensure_schema
from crawler.archive.duplicates import postings
from crawler.archive.duplicates.duplicates import (
    Arrival,
    DuplicateMemory,
    Duplicates,
    Judged,
    judged,
    moment_of,
    remove,
)
from crawler.archive.duplicates.tables import (
    BlockRow,
    LinkRow,
    PendingRow,
    PublishedRow,
    RecipeRow,
    SegmentRow,
    TextRow,
)
from crawler.errors import ArchiveUnusable
from crawler.neardup import fingerprint
from tests.neardup.making import changed, text

HEAD, TAIL = text(1, 100), text(2, 100)
STORY = f"{HEAD} {TAIL}"
CHAIN = (STORY, f"{changed(HEAD, 6)} {TAIL}", f"{changed(HEAD, 6)} {changed(TAIL, 6)}")


class Small:
    """An archive that holds nothing but texts, in a dict beside the database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.memory = DuplicateMemory()
        self.texts: dict[int, str] = {}
        with database.writing() as connection:
            ensure_schema(connection, database.shown)

    def store(self, *articles: tuple[int, str, int]) -> dict[int, Judged]:
        """Number, text and moment of each."""
        with self.storing() as duplicates:
            return duplicates.judge_and_add(self.arrivals(articles))

    def fail_after(self, *articles: tuple[int, str, int]) -> None:
        """Store, and then break the transaction with ZeroDivisionError."""
        with self.storing() as duplicates:
            duplicates.judge_and_add(self.arrivals(articles))
            raise ZeroDivisionError

    def arrivals(self, articles: Sequence[tuple[int, str, int]]) -> list[Arrival]:
        self.texts |= {number: one for number, one, _ in articles}
        return [Arrival(number, fingerprint(one), one, moment) for number, one, moment in articles]

    @contextmanager
    def storing(self) -> Iterator[Duplicates]:
        with self.database.writing() as connection:
            yield Duplicates(connection, self.text_of, self.memory)

    def text_of(self, numbers: Sequence[int]) -> dict[int, str]:
        return {number: self.texts[number] for number in numbers if number in self.texts}

    def remove(self, *numbers: int) -> None:
        with self.database.writing() as connection:
            remove(connection, numbers)

    def now(self) -> dict[int, Judged]:
        with self.database.reading() as connection:
            return judged(connection, connection.execute(select(PublishedRow.article)).scalars().all())

    def count(self, table: type) -> int:
        with self.database.reading() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.fixture
def small(database_url: str) -> Iterator[Small]:
    database = Database.open(database_url, write=True)
    try:
        yield Small(database)
    finally:
        database.close()


@pytest.fixture
def sealing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments from a few texts on."""
    monkeypatch.setattr(postings, "PENDING_MOST", 20)


def test_every_kind_as_it_arrives(small: Small) -> None:
    assert small.store((1, STORY, 10)) == {1: Judged("unique")}
    assert small.store((2, STORY.upper(), 20)) == {2: Judged("exact", 1, 1.0, 1)}
    assert small.store((3, changed(STORY, 4), 30))[3]._replace(similarity=None) == Judged("near", 1, None, 1)
    assert small.store((4, text(5, 250), 40)) == {4: Judged("unique")}
    assert small.store((5, f"{text(6)} {text(5, 250)} {text(7)}", 50)) == {5: Judged("unique")}
    assert small.now()[4] == Judged("contained", 5, 1.0)
    assert small.now()[1] == Judged("unique", None, None, 1)


def test_copies_in_one_batch_see_each_other(small: Small) -> None:
    found = small.store((1, STORY, 10), (2, STORY, 5), (3, "", 1), (4, "", 1), (1, STORY, 10))
    assert found == {
        1: Judged("exact", 2, 1.0, 2),
        2: Judged("unique", None, None, 2),
        3: Judged("unique"),
        4: Judged("unique"),
    }


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_original_is_what_was_published_first_in_any_order_of_arrival(small: Small, order: tuple[int]) -> None:
    articles = [(1, STORY, 10), (2, STORY, 20), (3, CHAIN[1], 30), (4, CHAIN[2], 40)]
    for place in order:
        small.store(articles[place])
    found = small.now()
    assert [(found[n].kind, found[n].duplicate_of, found[n].cluster) for n in range(1, 5)] == [
        ("unique", None, 1),
        ("exact", 1, 1),
        ("near", 1, 1),
        ("near", 3, 1),
    ]


def test_links_and_representative_follow_an_older_original(small: Small) -> None:
    small.store((1, STORY, 30), (2, changed(STORY, 3), 40))
    small.store((3, changed(STORY, 2, seed=9), 20))
    found = small.now()
    assert [found[n].duplicate_of for n in (1, 2, 3)] == [3, 3, None]
    assert {one.cluster for one in found.values()} == {3}


def test_a_moment_that_is_corrected_moves_the_original(small: Small) -> None:
    small.store((1, STORY, 10), (2, STORY, 20))
    assert small.store((1, STORY, 30)) == {1: Judged("exact", 2, 1.0, 2)}
    assert small.count(TextRow) == 1


def test_a_revision_replaces_what_was_known_of_an_article(small: Small) -> None:
    small.store((1, STORY, 10), (2, changed(STORY, 3), 20), (3, text(8), 30))
    assert small.store((2, changed(text(8), 3), 20))[2].duplicate_of is None
    found = small.now()
    assert (found[1].cluster, found[3].duplicate_of, found[3].cluster) == (None, 2, 2)
    assert small.count(TextRow) == 3


def test_taking_one_away_splits_what_it_held_together(small: Small) -> None:
    small.store(*((number, one, number) for number, one in enumerate(CHAIN, 1)))
    assert {one.cluster for one in small.now().values()} == {1}
    small.remove(2, 99)
    assert small.now() == {1: Judged("unique"), 3: Judged("unique")}
    assert (small.count(TextRow), small.count(PendingRow), small.count(LinkRow)) == (2, 2, 0)


def test_the_first_of_equal_texts_goes_and_the_next_takes_its_place(small: Small) -> None:
    small.store((1, STORY, 10), (2, STORY, 20), (3, STORY, 30))
    small.remove(1)
    assert small.now() == {2: Judged("unique", None, None, 2), 3: Judged("exact", 2, 1.0, 2)}
    small.remove(2, 3)
    assert small.now() == {}
    assert small.count(TextRow) == 0
    assert small.store((4, STORY, 40)) == {4: Judged("unique")}


@pytest.mark.usefixtures("sealing")
def test_copies_are_found_in_segments_of_every_age_by_programs_that_remember_and_that_do_not(small: Small) -> None:
    for number in range(0, 300, 3):
        small.store(*((n, text(n), n) for n in range(number, number + 3)))
    assert small.count(SegmentRow) in range(1, 5)
    assert small.count(PendingRow) < 20
    copies = [(1000 + n, changed(text(n), 3), 1000 + n) for n in range(300)]
    remembering = small.store(*copies[:150])
    small.memory = DuplicateMemory()
    fresh = small.store(*copies[150:])
    for n in range(300):
        assert (remembering | fresh)[1000 + n].duplicate_of == n


@pytest.mark.usefixtures("sealing")
def test_what_a_rolled_back_transaction_added_is_not_remembered(small: Small) -> None:
    random = Random(3)
    expected: dict[int, str] = {}
    for number in range(120):
        story = text(number)
        if random.random() < 0.4:
            with pytest.raises(ZeroDivisionError):
                small.fail_after((number, story, number))
        else:
            small.store((number, story, number))
            expected[number] = story
    for number in range(120):
        found = small.store((1000 + number, changed(text(number), 2), 2000))
        assert (found[1000 + number].duplicate_of == number) == (number in expected)


@pytest.mark.usefixtures("sealing")
def test_two_programs_see_what_the_other_adds(postgres_url: str) -> None:
    databases = [Database.open(postgres_url, write=True) for _ in range(2)]
    first, second = (Small(database) for database in databases)
    second.texts = first.texts
    for number in range(0, 100, 2):
        first.store((number, text(number), number))
        second.store((number + 1, text(number + 1), number + 1))
    assert {
        second.store((1000 + n, changed(text(n), 2), 1000))[1000 + n].duplicate_of for n in range(0, 100, 2)
    } == set(range(0, 100, 2))
    for database in databases:
        database.close()


def test_two_copies_in_flight_never_both_become_unique(postgres_url: str) -> None:
    smalls = [Small(Database.open(postgres_url, write=True)) for _ in range(4)]
    for one in smalls:
        one.texts = smalls[0].texts
    found: dict[int, Judged] = {}
    barrier = Barrier(len(smalls))

    def arrive(place: int) -> None:
        for round_ in range(10):
            barrier.wait()
            number = 10 * round_ + place
            found.update(smalls[place].store((number, changed(text(round_), 2, seed=place), number)))

    threads = [Thread(target=arrive, args=(place,)) for place in range(len(smalls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 40
    now = smalls[0].now()
    for round_ in range(10):
        assert [now[10 * round_ + place].duplicate_of for place in range(4)] == [None, *[10 * round_] * 3]
    for one in smalls:
        one.database.close()


def test_a_fingerprint_of_another_recipe_is_made_again(small: Small) -> None:
    small.store((1, STORY, 10))
    with small.storing() as duplicates:
        (arrival,) = small.arrivals([(2, changed(STORY, 3), 20)])
        old = replace(arrival.fingerprint, recipe="older", bands=(1,), sample=(2,), digest=3)
        assert duplicates.judge_and_add([arrival._replace(fingerprint=old)])[2].duplicate_of == 1


def test_an_index_of_another_recipe_is_refused(small: Small) -> None:
    small.store((1, STORY, 10))
    with small.database.writing() as connection:
        connection.execute(update(RecipeRow).values(recipe="older"))
    with pytest.raises(ArchiveUnusable, match=r"were made as 'older'.*khobao verify --repair"):
        small.store((2, STORY, 20))


@pytest.mark.usefixtures("sealing")
def test_thousands_of_copies_share_one_text(small: Small) -> None:
    for first in range(0, 2000, 100):
        small.store(*((number, STORY, number) for number in range(first, first + 100)))
    assert (small.count(TextRow), small.count(LinkRow), small.count(BlockRow)) == (1, 0, 0)
    assert {one.duplicate_of for one in small.now().values()} == {None, 0}


@pytest.mark.usefixtures("sealing")
def test_one_transaction_may_make_many_segments(small: Small) -> None:
    """As a rebuild does, which judges the whole archive in one transaction."""
    with small.storing() as duplicates:
        for first in range(0, 100, 10):
            duplicates.judge_and_add(small.arrivals([(n, text(n), n) for n in range(first, first + 10)]))
        copies = duplicates.judge_and_add(small.arrivals([(100 + n, changed(text(n), 2), 200) for n in range(100)]))
    assert [copies[100 + n].duplicate_of for n in range(100)] == list(range(100))
    assert small.count(PendingRow) < 20


@pytest.mark.usefixtures("sealing")
def test_the_number_of_a_text_taken_away_is_never_given_again(small: Small) -> None:
    """Postings of it may lie in a segment, and must not lead to another text."""
    small.store(*((n, text(n), n) for n in range(25)))
    with small.database.reading() as connection:
        highest = connection.execute(select(func.max(TextRow.number))).scalar_one()
    assert (small.count(SegmentRow), small.count(PendingRow)) == (1, 0)
    small.remove(24)
    small.store((30, text(30), 30))
    with small.database.reading() as connection:
        assert connection.execute(select(PublishedRow.text).where(PublishedRow.article == 30)).scalar_one() > highest
    assert small.store((31, text(24), 31)) == {31: Judged("unique")}


def test_moments_are_microseconds_and_the_first_fetch_stands_in() -> None:
    fetched = datetime(2026, 11, 22, tzinfo=UTC)
    assert moment_of(datetime(1970, 1, 1, 0, 0, 1, 5, tzinfo=UTC), fetched) == 1_000_005
    assert moment_of(None, fetched) == int(fetched.timestamp()) * 1_000_000
