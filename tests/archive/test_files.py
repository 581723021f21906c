from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.archive.filing.files import filing, write
from crawler.items import Fingerprinted
from crawler.seedformat import content_of, digest
from tests.archive.making import NOON, article, fingerprint, fingerprinted, page


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_an_article_is_a_file_under_its_paper_and_month(archive: Archive, tmp_path: Path) -> None:
    archive.store(page(1), article(1), fingerprint(1))
    content = content_of(article(1))
    assert content.startswith(" date 2025-11-19 Cảng lúc bình minh")
    (name,) = files(tmp_path / "articles")
    assert name == f"bao-thu/2025/11/000_{digest(content)}.txt"
    assert (tmp_path / "articles" / name).read_bytes() == content.encode()


def test_an_article_without_a_date_lies_under_the_month_of_its_first_fetch(archive: Archive, tmp_path: Path) -> None:
    archive.store(page(1), article(1, dated=False), fingerprint(1))
    archive.store(page(1, hours=24 * 40), article(1, dated=False, text="Viết lại."), fingerprint(1))
    (name,) = files(tmp_path / "articles")
    assert name.startswith("bao-thu/2025/11/000_")


def test_the_month_is_counted_in_viet_nam() -> None:
    late = replace(article(1), published_at=NOON.replace(month=10, day=31, hour=18))
    assert filing(7, late, NOON).path.startswith("bao-thu/2025/11/007_")


def test_a_revision_takes_the_place_of_the_file_before(archive: Archive, tmp_path: Path) -> None:
    archive.store_many([fingerprinted(1), fingerprinted(2)])
    new = replace(article(1), published_at=article(1).published_at and NOON.replace(month=12))
    archive.store(page(1, hours=1), new, fingerprint(1))
    found = files(tmp_path / "articles")
    assert found == sorted([filing(1, article(2), NOON).path, filing(0, new, NOON).path])


def test_a_title_alone_changes_no_file(archive: Archive, tmp_path: Path) -> None:
    archive.store(page(1), article(1), fingerprint(1))
    before = files(tmp_path / "articles")
    assert archive.store(page(1, hours=1), replace(article(1), title="Tên mới"), fingerprint(1)).outcome == "revised"
    assert files(tmp_path / "articles") == before


def test_no_site_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    for site in ("../../etc", "/etc/passwd", "..", "", "Báo/../x\x00"):
        file = filing(0, replace(article(1), site=site), NOON)
        write(tmp_path / "articles", file)
    assert [path.name for path in tmp_path.iterdir()] == ["articles"]
    assert sorted(path.name for path in (tmp_path / "articles").iterdir()) == ["b-o-x", "etc", "etc-passwd", "unknown"]


def test_an_article_of_a_lead_alone_has_rows_and_no_file(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    lead, whole = replace(article(1), blocks=()), replace(article(2), kind="video")
    archive.store_many([Fingerprinted(page(1), lead, fingerprint(1)), Fingerprinted(page(2), whole, fingerprint(2))])
    assert files(folder) == [filing(1, whole, NOON).path]
    assert next((out.article, out.file) for out in list(archive.exported(sites={"bao-thu"}))) == (lead, "")
    assert archive.rebuild_files() == 1
    assert list(archive.verify()) == []
    archive.store(page(1, hours=1), article(1), fingerprint(1))
    assert files(folder) == sorted([filing(0, article(1), NOON).path, filing(1, whole, NOON).path])
    archive.store(page(1, hours=2), lead, fingerprint(1))
    assert files(folder) == [filing(1, whole, NOON).path]
    assert list(archive.verify()) == []


def test_a_batch_that_fails_costs_no_later_revision(archive: Archive) -> None:
    archive.store(page(1), article(1), fingerprint(1))
    naive = replace(page(2), fetched_at=NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="aware times only"):
        archive.store(naive, article(2), fingerprint(2))
    assert archive.store(page(1, hours=1), article(1, text="Viết lại."), fingerprint(1)).outcome == "revised"


def test_two_crawls_may_revise_one_article_in_turn(postgres_url: str, tmp_path: Path) -> None:
    with Archive.open(postgres_url, tmp_path) as one, Archive.open(postgres_url, tmp_path) as other:
        one.store(page(1), article(1), fingerprint(1))
        for hours, archive in ((1, other), (2, one), (3, other)):
            again = archive.store(page(1, hours=hours), article(1, text=f"Bản thứ {hours}."), fingerprint(1))
            assert again.outcome == "revised"
    (name,) = files(tmp_path / "articles")
    assert (tmp_path / "articles" / name).read_text().endswith("Bản thứ 3.\n\ncá thu\ncá nục")


def test_files_are_made_again_from_the_rows(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    archive.store_many([fingerprinted(number) for number in range(5)])
    before = {name: (folder / name).read_bytes() for name in files(folder)}
    for name in list(before)[:3]:
        (folder / name).unlink()
    (folder / list(before)[3]).write_text("sửa tay")
    (folder / "bao-thu" / "2025" / "11" / "001_0000000000000000.txt").write_text("thừa")
    assert archive.rebuild_files() == 5
    assert {name: (folder / name).read_bytes() for name in files(folder)} == before
