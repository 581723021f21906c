"""Articles that are kept, marked and left out of exports; on both databases."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from crawler.archive import Archive, copy_database
from crawler.archive.database.engine import parse_url
from crawler.urls import article_id
from tests.archive.making import NOON, address, article, fingerprint, fingerprinted, page

WHY = "redesign: no lead in 9 of 9 articles"


def urls(archive: Archive, revisions: bool = False, quarantined: bool = False) -> list[str]:
    return [one.article.url for one in archive.exported(revisions=revisions, quarantined=quarantined)]


def test_new_and_revised_articles_of_a_site_in_quarantine_are_kept_and_not_exported(archive: Archive) -> None:
    archive.store_many([fingerprinted(1), fingerprinted(2), fingerprinted(3, site="bao-do")])
    assert archive.hold("bao-thu", WHY) == 0
    archive.store_many([fingerprinted(4), fingerprinted(5, site="bao-do"), fingerprinted(2, text="Bản khác.")])
    archive.store_many([fingerprinted(1)])
    assert urls(archive) == [address(1), address(3, "bao-do"), address(5, "bao-do")]
    found = list(archive.exported(quarantined=True))
    assert {one.article.url for one in found if one.quarantined} == {address(2), address(4)}
    assert len(found) == 5
    assert {(one.url, one.since, one.reason) for one in archive.held("bao-thu")} == {
        (address(2), NOON, WHY), (address(4), NOON, WHY)
    }  # fmt: skip
    assert list(archive.verify()) == []


def test_all_revisions_of_an_article_are_kept_back(archive: Archive) -> None:
    archive.store_many([fingerprinted(1)])
    archive.hold("bao-thu", WHY)
    archive.store(page(1, hours=2), article(1, text="Bản thứ hai."), fingerprint(1))
    assert urls(archive, revisions=True) == []
    assert urls(archive, revisions=True, quarantined=True) == [address(1)] * 2


def test_what_was_fetched_since_is_kept_back_too(archive: Archive) -> None:
    early, late = fingerprinted(1), fingerprinted(2)
    archive.store_many([early])
    archive.store(page(2, hours=5), late.article, late.fingerprint)
    assert archive.hold("bao-thu", WHY, NOON + timedelta(hours=1)) == 1
    assert urls(archive) == [address(1)]
    (kept_back,) = archive.quarantines()
    assert (kept_back.site, kept_back.reason, kept_back.articles) == ("bao-thu", WHY, 1)
    assert archive.hold("bao-thu", "another reason") == 0
    assert [one.reason for one in archive.quarantines()] == [WHY]


def test_a_release_lets_all_go_once(archive: Archive) -> None:
    archive.hold("bao-thu", WHY)
    archive.store_many([fingerprinted(1), fingerprinted(2)])
    assert urls(archive) == []
    assert archive.release("bao-thu") == 2
    assert urls(archive) == [address(1), address(2)]
    assert archive.release("bao-thu") is None
    archive.store_many([fingerprinted(3)])
    assert urls(archive)[-1] == address(3)


def test_an_export_after_another_one_looks_at_what_was_held_or_released(database_url: str, tmp_path: Path) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(number) for number in range(3)])
        assert archive.hold("bao-thu", WHY, NOON) == 3
        assert archive.release("bao-thu") == 3
    engine = create_engine(parse_url(database_url))
    with engine.connect() as connection:
        entries = connection.execute(text("SELECT article FROM journal ORDER BY entry")).scalars().all()
    engine.dispose()
    assert entries == [0, 1, 2] * 3


def test_an_article_in_quarantine_can_be_taken_down(archive: Archive) -> None:
    archive.hold("bao-thu", WHY)
    archive.store_many([fingerprinted(1), fingerprinted(2)])
    archive.take_down([article_id(address(1))], "theo yêu cầu")
    assert [one.url for one in archive.held("bao-thu")] == [address(2)]
    assert archive.release("bao-thu") == 1
    assert urls(archive) == [address(2)]


def test_a_copy_of_the_database_keeps_back_the_same(database_url: str, tmp_path: Path) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(1)])
        archive.hold("bao-thu", WHY)
        archive.store_many([fingerprinted(2)])
        before = archive.quarantines(), archive.held("bao-thu")
    copied = f"sqlite:///{tmp_path}/copied.db"
    copy_database(database_url, copied, lambda *_told: None)
    with Archive.open(copied, tmp_path) as archive:
        assert (archive.quarantines(), archive.held("bao-thu")) == before
        archive.store_many([fingerprinted(3)])
        assert urls(archive) == [address(1)]


def test_verify_tells_marks_that_no_release_would_find(database_url: str, tmp_path: Path) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        archive.hold("bao-thu", WHY)
        archive.store_many([fingerprinted(1)])
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM quarantines"))
    engine.dispose()
    with Archive.open(database_url, tmp_path) as archive:
        (fault,) = archive.verify()
        assert (fault.kind, fault.where, fault.harmless) == ("stray-quarantine", "bao-thu", False)
        assert archive.release("bao-thu") == 1
        assert list(archive.verify()) == []


def test_what_was_taken_down_is_no_example_any_more(database_url: str, tmp_path: Path) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(1), fingerprinted(2)])
        archive.hold("bao-thu", f"redesign: no lead: {address(1)} {address(2)}", NOON)
        archive.take_down([address(1)], "theo yêu cầu")
        assert [one.reason for one in archive.quarantines()] == [f"redesign: no lead: … {address(2)}"]
        assert {one.reason for one in archive.held("bao-thu")} == {f"redesign: no lead: … {address(2)}"}
