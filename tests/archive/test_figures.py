from datetime import timedelta
from pathlib import Path

from crawler.archive import Archive
from crawler.errors import Reason
from crawler.items import Failure
from tests.archive.making import NOON, address, article, fingerprint, fingerprinted, page


def test_an_empty_archive_has_no_papers(archive: Archive, tmp_path: Path) -> None:
    figures = archive.report()
    assert (figures.sites, figures.first_fetched_at) == ((), None)
    assert (figures.articles_dir, figures.warc_dir) == (f"{tmp_path}/articles", f"{tmp_path}/warc")


def test_papers_are_counted_by_way_and_reason(archive: Archive) -> None:
    archive.store_many([*map(fingerprinted, range(3)), fingerprinted(7, site="bao-do")])
    archive.store(page(1, hours=9), article(1, text="Đã sửa."), fingerprint(1))
    for number, way in ((20, "sitemap"), (21, "sitemap"), (22, "feed")):
        archive.fail(Failure(address(number), "bao-thu", Reason.LISTING, "", NOON, way))
    archive.fail(Failure(address(30, "bao-lam"), "bao-lam", Reason.ROBOTS, "", NOON, "section"))
    do, lam, thu = archive.report().sites
    assert (do.site, do.found, do.archived) == ("bao-do", {"feed": 1}, 1)
    assert (lam.site, lam.found, lam.archived, lam.failures) == ("bao-lam", {"section": 1}, 0, {"robots-denied": 1})
    assert (thu.found, thu.archived, thu.revised) == ({"feed": 4, "sitemap": 2}, 3, 1)
    assert thu.failures == {"category-page": 3}
    assert archive.report().last_fetched_at == NOON + timedelta(hours=9)


def test_a_page_that_fails_again_is_counted_once_under_its_last_reason(archive: Archive) -> None:
    for hours, reason in ((0, Reason.TIMEOUT), (1, Reason.TIMEOUT), (2, Reason.HTTP)):
        archive.fail(Failure(address(1), "bao-thu", reason, "", NOON + timedelta(hours=hours), "feed"))
    (thu,) = archive.report().sites
    assert (thu.found, thu.failures) == ({"feed": 1}, {"http-error": 1})


def test_a_failure_is_forgiven_once_the_page_is_archived(archive: Archive) -> None:
    archive.fail(Failure(address(1), "bao-thu", Reason.TIMEOUT, "", NOON, "feed"))
    archive.store(page(1), article(1), fingerprint(1))
    (thu,) = archive.report().sites
    assert (thu.found, thu.archived, thu.failures) == ({"feed": 1}, 1, {})


def test_the_example_is_the_article_from_which_most_was_taken(archive: Archive) -> None:
    assert archive.example() is None
    archive.store(page(1), article(1, text="Không có gì bị bỏ."), fingerprint(1))
    archive.store_many([fingerprinted(2)])
    example = archive.example()
    assert example is not None
    assert example.article.dropped == article(1).dropped
