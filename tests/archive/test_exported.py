from pathlib import Path

from crawler.archive import Archive
from crawler.urls import article_id
from tests.archive.making import address, article, fingerprint, fingerprinted, page


def test_articles_come_by_time_then_id_and_undated_ones_last(archive: Archive) -> None:
    numbers = [5, 3, 9, 1]
    archive.store_many([fingerprinted(8, dated=False), *map(fingerprinted, numbers), fingerprinted(7, dated=False)])
    undated = sorted([7, 8], key=lambda number: article_id(address(number)))
    expected = [address(number) for number in [1, 3, 5, 9, *undated]]
    assert [out.article.url for out in archive.exported()] == expected


def test_what_comes_tells_where_it_came_from(archive: Archive) -> None:
    archive.store_many([fingerprinted(1)])
    (found,) = archive.exported()
    fetched = page(1)
    assert (found.warc, found.fetched_at) == (fetched.warc, fetched.fetched_at)
    assert (found.found_by, found.found_at) == (fetched.found_by, fetched.found_at)
    assert found.article.extractor == article(1).extractor


def test_sites_limit_what_comes(archive: Archive) -> None:
    archive.store_many([fingerprinted(1), fingerprinted(2, site="bao-do"), fingerprinted(3, site="bao-lam")])
    assert [out.article.site for out in archive.exported(sites={"bao-do", "bao-lam"})] == ["bao-do", "bao-lam"]
    assert list(archive.exported(sites=[])) == []


def test_all_revisions_come_together_oldest_first(archive: Archive) -> None:
    archive.store_many([fingerprinted(1), fingerprinted(2)])
    archive.store(page(1), article(1, text="Bản thứ hai."), fingerprint(1))
    found = [(out.article.url, out.revision) for out in archive.exported(revisions=True)]
    assert found == [(address(1), 1), (address(1), 2), (address(2), 1)]


def test_an_export_sees_one_moment_whatever_is_stored_meanwhile(database_url: str, tmp_path: Path) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(number) for number in range(450)])
        with Archive.open(database_url, tmp_path, write=False) as reader:
            stream = reader.exported()
            first = next(stream)
            archive.store(page(449), article(449, text="Đã viết lại giữa chừng."), fingerprint(449))
            archive.store_many([fingerprinted(number) for number in range(450, 900)])
            rest = list(stream)
    assert [first.article.url, *(out.article.url for out in rest)] == [address(number) for number in range(450)]
    assert rest[-1].article == article(449)


def test_numbers_count_in_archive_order_without_gaps(archive: Archive) -> None:
    archive.store_many([fingerprinted(number) for number in (4, 2)])
    archive.store_many([fingerprinted(number) for number in (2, 3)])
    assert {out.number: out.article.url for out in archive.exported()} == {0: address(4), 1: address(2), 2: address(3)}
