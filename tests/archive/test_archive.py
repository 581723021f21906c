from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import Reason
from crawler.items import Article, Block, Failure, Fingerprinted, WarcRef
from crawler.urls import article_id
from tests.archive.making import NOON, address, article, fingerprint, fingerprinted, page


def test_what_was_stored_comes_back_whole(archive: Archive) -> None:
    stored = archive.store(page(1), article(1), fingerprint(1))
    assert (stored.outcome, stored.revision, stored.article_id) == ("new", 1, article_id(address(1)))
    (out,) = archive.exported()
    assert out.article == article(1)
    assert (out.number, out.revision, out.fetched_at, out.warc) == (0, 1, NOON, page(1).warc)
    assert out.gone_at is None


def test_the_same_content_again_is_only_a_visit(archive: Archive) -> None:
    archive.store(page(1), article(1), fingerprint(1))
    again = archive.store(page(1, hours=5), replace(article(1), section="Kinh tế", extractor="2"), fingerprint(1))
    assert (again.outcome, again.revision) == ("unchanged", 1)
    (out,) = archive.exported()
    assert (out.article, out.fetched_at) == (article(1), NOON)


def test_the_same_bytes_are_no_revision_however_they_are_read(archive: Archive) -> None:
    archive.store(page(1), article(1), fingerprint(1))
    again = archive.store(page(1), replace(article(1), title="Một nhan đề khác", extractor="2"), fingerprint(1))
    assert (again.outcome, again.revision) == ("unchanged", 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda old: replace(old, title="Chuyến tàu trễ"),
        lambda old: replace(old, summary="Tàu về muộn."),
        lambda old: replace(old, blocks=(*old.blocks, Block("paragraph", "Chiều cùng ngày, gió đổi hướng."))),
        lambda old: replace(old, authors=("Lê Vy", "Đỗ An")),
        lambda old: replace(old, modified_at=NOON),
        lambda old: replace(old, published_at=NOON),
    ],
)
def test_changed_content_is_a_revision_beside_the_old_one(
    archive: Archive, change: Callable[[Article], Article]
) -> None:
    archive.store_many([fingerprinted(1), fingerprinted(2)])
    new = change(article(1))
    stored = archive.store(page(1, hours=3), new, fingerprint(1))
    assert (stored.outcome, stored.revision) == ("revised", 2)
    history = archive.revisions(stored.article_id)
    assert [(one.revision, one.article) for one in history] == [(1, article(1)), (2, new)]
    assert [one.fetched_at for one in history] == [NOON, NOON + timedelta(hours=3)]
    assert {one.article.title for one in archive.exported()} == {new.title, article(2).title}


def test_two_revisions_of_one_second_are_both_kept_in_the_order_they_came(archive: Archive) -> None:
    for body, text in enumerate(("Tàu về lúc năm giờ.", "Tàu về lúc sáu giờ.", "Tàu về lúc năm giờ.")):
        archive.store(replace(page(1), body=b"%d" % body), article(1, text=text), fingerprint(1))
    history = archive.revisions(article_id(address(1)))
    said = [(one.revision, one.article.blocks[2].text.split()[-2]) for one in history]
    assert said == [(1, "năm"), (2, "sáu"), (3, "năm")]
    assert len({one.fetched_at for one in history}) == 1
    assert list(archive.verify()) == []


def test_an_article_that_moves_to_another_address_begins_anew_as_a_copy_of_what_it_was(archive: Archive) -> None:
    archive.store(page(1), article(1), fingerprint(1))
    moved = "https://bao-thu.example/ten-moi-1.htm"
    served = replace(page(1, hours=3), url=moved, requested_url=address(1))
    stored = archive.store(served, replace(article(1), url=moved, canonical_url=moved), fingerprint(1))
    before = article_id(address(1))
    assert (stored.outcome, stored.article_id) == ("new", article_id(moved))
    assert (stored.verdict.kind, stored.verdict.duplicate_of) == ("exact", before)
    assert [one.article.url for one in archive.history(address(1))] == [moved]
    assert [one.article.url for one in archive.history(before)] == [address(1)]
    assert {one.article.url: one.verdict.kind for one in archive.exported()} == {address(1): "unique", moved: "exact"}
    assert archive.known([address(1), moved]) == {address(1), moved}
    assert list(archive.verify()) == []


def test_a_batch_may_hold_an_article_twice(archive: Archive) -> None:
    longer = Fingerprinted(page(1), article(1, text="Bản tin thứ hai, dài hơn bản đầu."), fingerprint(1))
    outcomes = [one.outcome for one in archive.store_many([fingerprinted(1), fingerprinted(1), longer])]
    assert outcomes == ["new", "unchanged", "revised"]
    (out,) = archive.exported()
    assert (out.number, out.revision, out.article) == (0, 2, longer.article)


def test_addresses_asked_answered_and_canonical_are_known(archive: Archive) -> None:
    archive.store(page(1), replace(article(1), canonical_url="https://bao-thu.example/chinh"), fingerprint(1))
    asked = [address(1), f"{address(1)}?utm_source=rss", "https://bao-thu.example/chinh"]
    assert archive.known([*asked, address(2)]) == set(asked)


@pytest.mark.parametrize(
    ("reason", "settled"),
    [
        (Reason.NO_ARTICLE, True),
        (Reason.TOO_SHORT, True),
        (Reason.TIMEOUT, False),
        (Reason.ROBOTS, False),
        (Reason.EXTRACTION_FAILED, False),
        (Reason.EXTRACTION_CRASH, False),
        (Reason.EXTRACTION_TIMEOUT, False),
    ],
)
def test_only_final_refusals_are_known(archive: Archive, reason: Reason, settled: bool) -> None:
    asked = "https://bao-thu.example/di"
    archive.fail(Failure(address(3), "bao-thu", reason, "vì thế", NOON, "feed", requested_url=asked))
    assert archive.known([asked, address(3)]) == ({asked, address(3)} if settled else set())


def test_a_refused_address_may_be_archived_later(archive: Archive) -> None:
    archive.fail(Failure(address(1), "bao-thu", Reason.TOO_SHORT, "3 words", NOON, "feed"))
    archive.store(page(1), article(1), fingerprint(1))
    archive.fail(Failure(address(1), "bao-thu", Reason.TOO_SHORT, "3 words", NOON, "feed"))
    assert archive.report().sites[0].failures == {}
    assert archive.known([address(1)]) == {address(1)}


@pytest.mark.parametrize("status", ["404", "410", "500"])
def test_an_archived_article_that_answers_404_is_gone_until_it_is_back(archive: Archive, status: str) -> None:
    archive.store_many([fingerprinted(1), fingerprinted(2)])
    for hours in (5, 7):
        at = NOON + timedelta(hours=hours)
        archive.fail(Failure(f"{address(1)}?utm_source=rss", "bao-thu", Reason.HTTP, status, at, "feed"))
    gone = {out.article.url: out.gone_at for out in archive.exported()}
    assert gone == {address(1): None if status == "500" else NOON + timedelta(hours=5), address(2): None}
    assert archive.store(page(1), article(1), fingerprint(1)).outcome == "unchanged"
    assert archive.report().sites[0].gone == 0


def test_failures_come_back_as_they_were_last_met(archive: Archive) -> None:
    where = WarcRef("bao-thu-001.warc.gz", 77, "sha1:X")
    first = Failure(address(1), "bao-thu", Reason.TOO_SHORT, "3 words", NOON, "feed", where, f"{address(1)}?a=1")
    archive.fail(first)
    archive.fail(Failure(address(1), "bao-thu", Reason.HTTP, "500", NOON, "feed"))
    last = replace(first, detail="4 words", at=NOON + timedelta(hours=2))
    archive.fail(last)
    assert list(archive.failures()) == [Failure(address(1), "bao-thu", Reason.HTTP, "500", NOON, "feed"), last]


def test_articles_redirected_to_one_page_are_failures_each(archive: Archive) -> None:
    front = "https://bao-thu.example/"
    asked = [address(number) for number in range(5)]
    for one in asked:
        archive.fail(Failure(front, "bao-thu", Reason.LISTING, "", NOON, "feed", requested_url=one))
    assert sorted((one.url, one.requested_url) for one in archive.failures()) == [(front, one) for one in asked]
    assert archive.report().sites[0].failures == {"category-page": 5}


def test_a_failure_names_the_address_that_answered_last(archive: Archive) -> None:
    for answered in ("https://bao-thu.example/", "https://bao-thu.example/moi"):
        archive.fail(Failure(answered, "bao-thu", Reason.LISTING, "", NOON, "feed", requested_url=address(1)))
    (only,) = archive.failures()
    assert (only.url, only.requested_url) == ("https://bao-thu.example/moi", address(1))


def test_many_addresses_are_asked_at_once(archive: Archive) -> None:
    archive.store_many([fingerprinted(number) for number in range(0, 1200, 2)])
    known = archive.known(address(number) for number in range(1200))
    assert known == {address(number) for number in range(0, 1200, 2)}


def test_texts_are_those_of_the_latest_revisions(archive: Archive) -> None:
    archive.store_many([fingerprinted(1), fingerprinted(2)])
    stored = archive.store(page(1), article(1, text="Bài đã được viết lại."), fingerprint(1))
    found = archive.texts([stored.article_id, "0" * 16])
    assert found == {stored.article_id: "Mẻ cá đầu mùa\n\nBài đã được viết lại.\n\ncá thu\ncá nục"}


def test_every_call_may_come_from_another_thread_than_the_first(database_url: str, tmp_path: Path) -> None:
    archive = Archive.open(database_url, tmp_path)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(archive.store, page(1), article(1), fingerprint(1)).result()
        assert thread.submit(archive.known, [address(1)]).result() == {address(1)}
        assert len(thread.submit(list, archive.exported()).result()) == 1
        thread.submit(archive.close).result()


def test_hostile_characters_reach_no_column(archive: Archive) -> None:
    nasty = replace(article(1), title="Tin\x00 lạ \ud800", section="a\x00b", url=f"{address(1)}\x00")
    stored = archive.store(page(1), nasty, fingerprint(1))
    assert archive.revisions(stored.article_id)[0].article.title == "Tin\x00 lạ ?"
    archive.fail(Failure(f"{address(2)}\x00", "bao-thu", Reason.HTTP, "lỗi\x00\ud800", NOON, "feed"))
    assert archive.report().sites[0].failures == {"http-error": 1}
