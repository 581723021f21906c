"""The journal: every change of what an export says of an article has an entry, and nothing else has."""

import pytest

from crawler.archive import Archive
from crawler.archive.rows.journal import mark, since
from crawler.errors import Reason
from crawler.items import Failure, Fingerprinted
from crawler.neardup import fingerprint
from crawler.urls import article_id
from tests.archive.making import NOON, address, article, page

STORY = (
    "Đội thuyền thúng ra khơi lúc ba giờ sáng khi trăng còn treo trên ngọn phi lao, đến giữa trưa mới quay mũi vào bờ. "
    "Năm nay nước trong, cá cơm về sớm nửa tháng nên nhà nào cũng phơi kín sân, mùi mắm theo gió vào tận chợ huyện."
)


def stored(archive: Archive, number: int, text: str, hours: int = 0) -> None:
    made = article(number, text=text)
    archive.store_many([Fingerprinted(page(number, hours=hours), made, fingerprint(made.text))])


def changed(archive: Archive, entries: int) -> set[int]:
    with archive.database.reading() as connection:
        found = since(connection, entries)
    assert found is not None
    return set(found)


def entries(archive: Archive) -> int:
    with archive.database.reading() as connection:
        now = mark(connection)
    assert now is not None
    return now.entries


def test_new_and_revised_articles_are_noted_and_further_visits_are_not(archive: Archive) -> None:
    stored(archive, 1, STORY)
    stored(archive, 2, "Chợ họp muộn vì mưa.")
    assert changed(archive, 0) == {0, 1}
    before = entries(archive)
    stored(archive, 2, "Chợ họp muộn vì mưa.", hours=1)
    assert entries(archive) == before
    stored(archive, 2, "Chợ họp muộn vì mưa dông.", hours=2)
    assert changed(archive, before) == {1}


def test_gone_and_returned_articles_are_noted_once(archive: Archive) -> None:
    stored(archive, 1, STORY)
    before = entries(archive)
    for _ in range(2):
        archive.fail(Failure(address(1), "bao-thu", Reason.HTTP, "404", NOON, "feed"))
    assert entries(archive) == before + 1
    stored(archive, 1, STORY, hours=5)
    assert entries(archive) == before + 2
    assert changed(archive, before) == {0}


def test_a_takedown_is_noted_with_those_whose_original_went(archive: Archive) -> None:
    stored(archive, 1, STORY)
    stored(archive, 2, f"{STORY} Ai cũng mừng.")
    stored(archive, 3, "Con đường đèo mở lại sau mười ngày sạt lở.")
    before = entries(archive)
    with archive.database.reading() as connection:
        assert mark(connection) == (before, article_id(address(3)))
    archive.take_down([address(1)], "xin gỡ")
    assert changed(archive, before) == {0, 1}
    with archive.database.reading() as connection:
        assert mark(connection) == (entries(archive), article_id(address(1)))


def test_a_rebuilt_index_of_copies_may_change_all(archive: Archive) -> None:
    stored(archive, 1, STORY)
    before = entries(archive)
    archive.repair()
    with archive.database.reading() as connection:
        assert since(connection, before) is None
        assert since(connection, entries(archive)) == set()


@pytest.mark.parametrize("asked", [99, 10**12])
def test_a_mark_that_never_was(archive: Archive, asked: int) -> None:
    stored(archive, 1, STORY)
    with archive.database.reading() as connection:
        assert mark(connection, asked) is None
        assert mark(connection, 0) == (0, None)
