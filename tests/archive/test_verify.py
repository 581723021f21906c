from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from crawler.archive import Archive, upkeep
from crawler.archive.database.engine import parse_url
from crawler.archive.filing.rebuilding import rebuild
from crawler.errors import ArchiveUnusable, Reason
from crawler.items import Failure
from crawler.urls import article_id
from tests.archive.making import NOON, address, article, fingerprint, fingerprinted, page
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


def run(database_url: str, statement: str, *, careless: bool = False) -> None:
    """Change rows; `careless` of what other rows refer to."""
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        if careless and connection.dialect.name == "postgresql":  # SQLite does not care unless it is told to
            connection.execute(text("SET LOCAL session_replication_role = replica"))
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


JUNK = {"sqlite": "x'00ff'", "postgresql": "'\\x00ff'::bytea"}

OF_ROWS = [
    ("missing-row", False, "DELETE FROM revisions WHERE article = 0 AND revision = 1"),
    ("missing-row", False, "DELETE FROM revisions WHERE article = 0 AND revision = 2"),
    ("missing-row", False, "DELETE FROM pages WHERE article = 0 AND revision = 1"),
    ("missing-row", False, "DELETE FROM articles WHERE number = 0"),
    ("missing-row", True, "DELETE FROM addresses WHERE article = 0"),
    ("damaged-body", False, "UPDATE revisions SET body = junk WHERE article = 0 AND revision = 1"),
    ("damaged-body", False, "UPDATE revisions SET body = junk WHERE article = 0 AND revision = 2"),
    ("wrong-row", False, "UPDATE articles SET content = junk WHERE number = 0"),
    ("wrong-row", False, "UPDATE articles SET id = '0000000000000000' WHERE number = 0"),
    ("wrong-row", False, "UPDATE revisions SET extractor = 'khac' WHERE article = 0 AND revision = 2"),
    ("wrong-row", False, "UPDATE articles SET gone_at = fetched_at WHERE number = 0"),
    ("wrong-row", False, "UPDATE pages SET revision = 9 WHERE article = 0 AND id = 3"),
    ("wrong-row", False, "UPDATE revisions SET page = 1 WHERE article = 0 AND revision = 1"),
    ("wrong-row", True, "UPDATE articles SET published_at = fetched_at WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET fetched_at = published_at WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET first_fetched_at = published_at WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET site = 'bao-la' WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET title = 'Tin khác' WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET section = NULL WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET language = 'en' WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET kind = 'video' WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET quality = 0.1 WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET characters = 7 WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET found_by = 'sitemap' WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET page = 2 WHERE number = 0"),
    ("wrong-row", True, "UPDATE articles SET file = 'bao-thu/2025/11/000_0000000000000000.txt' WHERE number = 0"),
]


@pytest.mark.parametrize(("kind", "mended", "statement"), OF_ROWS, ids=[statement for *_, statement in OF_ROWS])
def test_planted_faults_of_rows_are_found_and_mended_where_they_can_be(
    database_url: str, tmp_path: Path, kind: str, mended: bool, statement: str
) -> None:
    filled(database_url, tmp_path)
    database = database_url.partition(":")[0]
    run(database_url, statement.replace("junk", JUNK[database]), careless=True)
    with Archive.open(database_url, tmp_path) as archive:
        found = list(archive.verify())
        assert kind in {fault.kind for fault in found}
        assert all(fault.where in {ONE, "0" * 16, "article number 0"} or fault.kind == "stray-file" for fault in found)
        assert all(fault.repair == mended for fault in found if fault.kind == kind)
        if mended:
            archive.repair()
            assert list(archive.verify()) == []


def test_an_article_that_is_gone_is_as_it_should_be_and_one_that_hides_it_is_not(
    database_url: str, tmp_path: Path
) -> None:
    filled(database_url, tmp_path)
    with Archive.open(database_url, tmp_path) as archive:
        for hours, asked in ((30, address(1)), (40, f"{address(2)}?lan=2")):
            at = NOON + timedelta(hours=hours)
            site = "bao-thu"
            answered = address(1 if hours == 30 else 2)
            archive.fail(Failure(answered, site, Reason.HTTP, "404", at, "recheck", requested_url=asked))
        assert [one.gone_at is not None for one in archive.exported()] == [True, True, False]
    assert faults(database_url, tmp_path) == []
    run(database_url, "UPDATE articles SET gone_at = NULL WHERE number = 0")
    assert faults(database_url, tmp_path) == [("wrong-row", ONE)]


def test_a_damaged_body_keeps_nothing_else_from_being_mended(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    filled(database_url, tmp_path)
    before = files(tmp_path / "articles")
    junk = "x'00ff'" if database_url.startswith("sqlite") else "'\\x00ff'::bytea"
    run(database_url, f"UPDATE revisions SET body = {junk} WHERE article = 0 AND revision = 2")
    (tmp_path / "articles" / before[1]).unlink()
    with Archive.open(database_url, tmp_path) as archive:
        assert archive.repair() == 2
        assert f"article {ONE}: its body in the database is damaged" in caplog.text
        assert [(fault.kind, fault.where) for fault in archive.verify()] == [("damaged-body", ONE)]
        assert files(tmp_path / "articles") == before
        assert archive.store_many([fingerprinted(4)])[0].outcome == "new"
        with pytest.raises(ArchiveUnusable, match=f"^article {ONE}: its body in the database is damaged"):
            list(archive.exported())


def test_the_files_of_another_archive_are_not_taken_away(database_url: str, tmp_path: Path) -> None:
    with Archive.open(f"sqlite:///{tmp_path}/first.db", tmp_path) as first:
        first.store_many([fingerprinted(number) for number in range(3)])
    before = files(tmp_path / "articles")
    with Archive.open(database_url, tmp_path) as other:
        with pytest.raises(ArchiveUnusable, match="3 of its 3 article files belong to no article of the database"):
            other.repair()
        other.store_many([fingerprinted(4)])
        with pytest.raises(ArchiveUnusable, match="3 of its 4 article files belong to no article of the database"):
            other.repair()
    assert set(before) < set(files(tmp_path / "articles"))


def test_what_a_crawl_adds_during_a_repair_is_no_stray(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(postgres_url, tmp_path)
    crawl = Archive.open(postgres_url, tmp_path)
    with Archive.open(postgres_url, tmp_path) as repairing, ThreadPoolExecutor(1) as thread:
        stored: list[Future[object]] = []

        def rebuild_while_a_crawl_stores(connection: Connection, folder: Path) -> int:
            made = rebuild(connection, folder)
            stored.append(thread.submit(crawl.store_many, [fingerprinted(4)]))
            wait(stored, timeout=0.5)
            return made

        monkeypatch.setattr(upkeep, "rebuild", rebuild_while_a_crawl_stores)
        assert repairing.rebuild_files() == 3
        stored[0].result(timeout=20)
    crawl.close()
    assert faults(postgres_url, tmp_path) == []


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
