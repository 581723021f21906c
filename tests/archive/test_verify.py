from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from crawler.archive import Archive
from crawler.archive.engine import parse_url
from crawler.urls import article_id
from tests.archive.making import address, article, fingerprint, fingerprinted, page
from tests.archive.test_files import files

ONE = article_id(address(1))


def filled(database_url: str, folder: Path) -> None:
    with Archive.open(database_url, folder) as archive:
        archive.store_many([fingerprinted(1), fingerprinted(2), fingerprinted(3, dated=False)])
        archive.store(page(1), article(1, text="Bản đã sửa."), fingerprint(1))


def faults(database_url: str, folder: Path) -> list[tuple[str, str]]:
    with Archive.open(database_url, folder, write=False) as archive:
        return [(fault.kind, fault.where) for fault in archive.verify()]


def test_a_whole_archive_has_no_faults(database_url: str, tmp_path: Path) -> None:
    filled(database_url, tmp_path)
    assert faults(database_url, tmp_path) == []


def run(database_url: str, statement: str) -> None:
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("kind", "plant"),
    [
        ("missing-file", Path.unlink),
        ("wrong-file", flip),
        ("wrong-file", lambda path: path.write_bytes(b"")),
        ("stray-file", lambda path: path.with_name("777_0123456789abcdef.txt").write_text("lạc")),
        ("stray-file", lambda path: path.with_name(f".{path.name}.4711").write_text("dở dang")),
    ],
)
def test_planted_faults_of_files_are_found_and_mended(
    database_url: str, tmp_path: Path, kind: str, plant: Callable[[Path], object]
) -> None:
    filled(database_url, tmp_path)
    plant(tmp_path / "articles" / files(tmp_path / "articles")[0])
    with Archive.open(database_url, tmp_path) as archive:
        (fault,) = archive.verify()
        assert (fault.kind, fault.repair) == (kind, True)
        archive.repair()
        assert list(archive.verify()) == []


def test_an_index_that_misses_an_article_is_found_and_mended(database_url: str, tmp_path: Path) -> None:
    filled(database_url, tmp_path)
    run(database_url, "DELETE FROM duplicate_articles WHERE article = 1")
    with Archive.open(database_url, tmp_path) as archive:
        found = list(archive.verify())
        assert {(fault.kind, fault.repair) for fault in found} == {("stale-index", True)}
        archive.repair()
        assert list(archive.verify()) == []
        assert archive.store_many([fingerprinted(2)])[0].outcome == "unchanged"


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("missing-row", "DELETE FROM revisions WHERE article = 0 AND revision = 1"),
        ("missing-row", "DELETE FROM revisions WHERE article = 0 AND revision = 2"),
        ("missing-row", "DELETE FROM addresses WHERE article = 0"),
        ("damaged-body", "UPDATE revisions SET body = page_body WHERE article = 0 AND revision = 2"),
        ("wrong-row", "UPDATE articles SET published_at = fetched_at WHERE number = 0"),
        ("wrong-row", "UPDATE articles SET content = extractor_content WHERE number = 0"),
        ("wrong-row", "UPDATE articles SET site = 'bao-la' WHERE number = 0"),
    ],
)
def test_planted_faults_of_rows_are_found(database_url: str, tmp_path: Path, kind: str, statement: str) -> None:
    filled(database_url, tmp_path)
    junk = "x'00ff'" if database_url.startswith("sqlite") else "'\\x00ff'::bytea"
    run(database_url, statement.replace("page_body", junk).replace("extractor_content", junk))
    assert faults(database_url, tmp_path) == [(kind, ONE)]


def test_a_file_of_the_database_with_a_flipped_page_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/khobao.db"
    with Archive.open(url, tmp_path) as archive:
        archive.store_many([fingerprinted(number) for number in range(300)])
    database = tmp_path / "khobao.db"
    data = bytearray(database.read_bytes())
    index = data.index(b"https://bao-thu.example/tin-150.htm")
    data[index - index % 4096 + 3] ^= 0xFF  # the count of cells of a page of the articles
    database.write_bytes(data)
    with Archive.open(url, tmp_path, write=False) as archive:
        first = next(archive.verify())
    assert first.kind == "damaged-database"
