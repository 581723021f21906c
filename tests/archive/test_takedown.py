"""Nothing of an article that was taken down is left, whatever happens on the way; all others stay as they were."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from crawler.archive import Archive, TakenDown
from crawler.archive.database import engine
from crawler.archive.database.engine import parse_url
from crawler.errors import ArchiveUnusable, BadInput, Reason
from crawler.items import Failure, Fingerprinted, PageObservation
from crawler.neardup import fingerprint
from crawler.text import fold
from crawler.urls import article_id
from crawler.warc import WarcWriter, read, records
from tests.archive.making import NOON, address, article, page
from tests.archive.test_files import files
from tests.warc.samples import exchange, writer

SECRET = (
    "Người thợ lặn Đỗ Bá Khải kể chuyện vớt neo tàu đắm ngoài hòn Mê giữa mùa biển động. Ông lặn không bình dưỡng khí, "
    "chỉ ngậm một ống hơi nối lên thuyền, mỗi lượt chừng ba phút rồi ngoi lên thở. Chiếc neo nặng gần hai tạ được buộc "
    "vào bốn thùng phuy rỗng, chờ con nước lớn nâng dần khỏi đáy cát, rồi kéo vào bãi lúc trời gần sáng"
)
ONE = article_id(address(1))
NOT_KNOWN = r"^'https://la\.example/': the archive .* holds no such article: "
REASON = "theo yêu cầu của người trong bài"


def stored(archive: Archive, warc: WarcWriter, number: int, body: str, *, hours: int = 0, text: str = "") -> None:
    """Fetch a page through a redirect and archive it."""
    at = NOON + timedelta(hours=hours)
    fetched = page(number, hours=hours)
    warc.write(exchange(fetched.requested_url, b"", status=302, headers=((b"Location", fetched.url.encode()),), at=at))
    where = warc.write(exchange(fetched.url, body.encode(), at=at))
    said = article(number, text=text or body)
    whole = replace(fetched, body=body.encode(), warc=where)
    taught = PageObservation(article_id(fetched.url), (number, number + 2))
    archive.store_many([Fingerprinted(whole, said, fingerprint(said.text), taught)])


def fill(database_url: str, folder: Path) -> None:
    """An article of two revisions seen three times, a copy of it, and a stranger between them."""
    with Archive.open(database_url, folder) as archive:
        warc = writer(folder / "warc")
        stored(archive, warc, 1, SECRET)
        stored(archive, warc, 2, SECRET + " thật")
        stored(archive, warc, 3, "Chợ nổi họp sớm.")
        warc.close()
        warc = writer(folder / "warc")
        stored(archive, warc, 1, SECRET + " dữ", hours=5)
        stored(archive, warc, 1, SECRET + " dữ", hours=6)
        archive.fail(Failure(address(1), "bao-thu", Reason.HTTP, "500", NOON, "feed"))
        warc.close()


def everything(database_url: str, folder: Path) -> str:
    """All that can be read in the archive, rows and files, as one text."""
    engine = create_engine(parse_url(database_url))
    with engine.connect() as connection:
        tables = [name for name in inspect(connection).get_table_names() if "search" not in name]
        rows = [str(row) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"'))]
    engine.dispose()
    served = [str(one) for path in sorted((folder / "warc").iterdir()) for one in records(path)]
    filed = [(folder / "articles" / file).read_text() for file in files(folder / "articles")]
    return "\n".join([*rows, *served, *filed])


def assert_gone(database_url: str, folder: Path) -> None:
    with Archive.open(database_url, folder) as archive:
        assert [out.article.url for out in archive.exported()] == [address(2), address(3)]
        assert archive.revisions(ONE) == []
        assert {out.verdict.kind for out in archive.exported()} == {"unique"}
        addresses = {address(1), f"{address(1)}?utm_source=rss"}
        assert archive.known(addresses) == addresses
        (tombstone,) = archive.tombstones()
        assert (tombstone.id, tombstone.reason, tombstone.revisions, tombstone.finished) == (ONE, REASON, 2, True)
        assert len(tombstone.digests) == 2
        assert archive.learned("bao-thu").pages
        assert all(one.page != ONE for one in archive.learned("bao-thu").pages)
        assert list(archive.failures()) == []
        assert list(archive.verify()) == []
        for out in archive.exported():
            assert out.warc
            assert SECRET[:10] in read(folder / "warc", out.warc).body.decode() or out.article.url == address(3)
    left = everything(database_url, folder)
    assert f"{address(1)}" not in left.replace(f"{address(1)}0", "")
    assert SECRET + " dữ" not in left


def test_a_taken_down_article_is_nowhere_and_the_others_are_where_they_were(database_url: str, tmp_path: Path) -> None:
    fill(database_url, tmp_path)
    with Archive.open(database_url, tmp_path) as archive:
        assert {out.verdict.kind for out in archive.exported()} == {"unique", "near"}
        assert archive.take_down([f"{address(1)}?utm_source=rss", ONE], REASON) == [TakenDown(ONE, already=False)]
    assert_gone(database_url, tmp_path)


def test_asked_again_by_any_of_its_names_it_is_the_same(database_url: str, tmp_path: Path) -> None:
    fill(database_url, tmp_path)
    with Archive.open(database_url, tmp_path) as archive:
        archive.take_down([ONE], REASON)
        for name in (ONE, address(1), f"{address(1)}?utm_source=rss"):
            assert archive.take_down([name], "vì lý do khác") == [TakenDown(ONE, already=True)]
    assert_gone(database_url, tmp_path)


def test_what_is_not_known_changes_nothing(database_url: str, tmp_path: Path) -> None:
    fill(database_url, tmp_path)
    before = everything(database_url, tmp_path)
    with Archive.open(database_url, tmp_path) as archive, pytest.raises(BadInput, match=NOT_KNOWN):
        archive.take_down([ONE, "https://la.example/"], REASON)
    assert everything(database_url, tmp_path) == before


def test_it_does_not_come_back_under_another_address(database_url: str, tmp_path: Path) -> None:
    fill(database_url, tmp_path)
    other = "https://m.bao-thu.example/amp/tin-1"
    with Archive.open(database_url, tmp_path) as archive:
        archive.take_down([ONE], REASON)
        warc = writer(tmp_path / "warc")
        where = warc.write(exchange(other, SECRET.encode()))
        warc.close()
        again = replace(page(1), url=other, requested_url=other, warc=where)
        items = [Fingerprinted(one, article(n), fingerprint("…")) for n, one in ((1, again), (4, page(4)))]
        assert [one.outcome for one in archive.store_many(items)] == ["taken-down", "new"]
        (refused,) = archive.failures()
        assert (refused.reason, refused.detail) == (Reason.TAKEN_DOWN, ONE)
        assert archive.known([other]) == {other}
        assert archive.revisions(ONE) == []
        assert archive.take_down([ONE], REASON) == [TakenDown(ONE, already=True)]
        assert list(archive.failures()) == []
        assert archive.known([other]) == {other}
    assert other not in everything(database_url, tmp_path)


def test_its_number_is_not_given_to_another(database_url: str, tmp_path: Path) -> None:
    fill(database_url, tmp_path)
    with Archive.open(database_url, tmp_path) as archive:
        archive.take_down([article_id(address(3))], REASON)
        archive.store(page(4), article(4), fingerprint("…"))
        assert sorted(out.number for out in archive.exported()) == [0, 1, 3]


def test_a_file_of_a_running_crawl_is_named_and_nothing_changes(postgres_url: str, tmp_path: Path) -> None:
    fill(postgres_url, tmp_path)
    crawl = writer(tmp_path / "warc")
    crawl.write(exchange(address(1), b"moi"))
    before = everything(postgres_url, tmp_path)
    with Archive.open(postgres_url, tmp_path) as archive:
        with pytest.raises(ArchiveUnusable, match=r"\.warc\.gz\.open: a running crawl writes to this file"):
            archive.take_down([ONE], REASON)
        assert everything(postgres_url, tmp_path) == before
        crawl.close()
        archive.take_down([ONE], REASON)
    assert_gone(postgres_url, tmp_path)


@pytest.mark.parametrize(
    ("moment", "begun"),
    [
        ("crawler.archive.upkeep.bury", False),
        ("crawler.archive.upkeep.clear_files", True),
        ("crawler.archive.rows.takedown.erase", True),
        ("crawler.warc.erase.notice_member", True),
        ("pathlib.Path.replace", True),
        ("crawler.warc.erase.sync_folder", True),
        ("crawler.archive.upkeep.finish", True),
    ],
)
def test_killed_at_any_moment_it_is_told_and_goes_on(
    database_url: str, tmp_path: Path, moment: str, begun: bool, caplog: pytest.LogCaptureFixture
) -> None:
    fill(database_url, tmp_path)
    module, _, name = moment.rpartition(".")
    killing = f"""
import os, signal, sys
from importlib import import_module
from pathlib import Path
from crawler.archive import Archive
module = Path if {module!r} == "pathlib.Path" else import_module({module!r})
with Archive.open(sys.argv[1], Path(sys.argv[2])) as archive:
    setattr(module, {name!r}, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    archive.take_down([{ONE!r}], {REASON!r})
"""
    ended = subprocess.run([sys.executable, "-c", killing, database_url, str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    with Archive.open(database_url, tmp_path) as archive:
        assert (f"the takedown of {ONE} was cut off" in caplog.text) == begun
        kinds = {fault.kind for fault in archive.verify()}
        assert kinds - {"stray-file"} == ({"unfinished-takedown"} if begun else set())
        assert (archive.revisions(ONE) == []) == begun
        if moment.endswith("finish"):
            archive.repair()
        else:
            assert archive.take_down([ONE], REASON) == [TakenDown(ONE, already=begun)]
    assert_gone(database_url, tmp_path)


def test_nothing_of_it_stays_in_the_bytes_of_a_sqlite_file(tmp_path: Path) -> None:
    url, rare = f"sqlite:///{tmp_path}/khobao.db", "Vạnhoahồng"
    fill(url, tmp_path)
    with Archive.open(url, tmp_path) as archive:
        warc = writer(tmp_path / "warc")
        stored(archive, warc, 1, f"{SECRET} {rare}", hours=7)
        warc.close()
        archive.database.close()  # as an older version left it, which did not overwrite what it deleted
        with closing(sqlite3.connect(tmp_path / "khobao.db")) as careless:
            careless.execute("PRAGMA secure_delete=OFF")
            careless.executescript("CREATE TABLE kept AS SELECT * FROM pages; DROP TABLE kept;")
            careless.executescript("CREATE TABLE kept AS SELECT * FROM articles; DROP TABLE kept;")
    assert found_in_bytes(tmp_path, rare) == {"address", "headline", "word"}
    with Archive.open(url, tmp_path) as archive:
        archive.take_down([ONE], REASON)
        assert found_in_bytes(tmp_path, rare) == set()  # also while the log is there


def found_in_bytes(folder: Path, rare: str) -> set[str]:
    """What of article 1, which says a rare word, the files of the database hold somewhere."""
    held = b"".join(path.read_bytes() for path in folder.glob("khobao.db*"))
    signs = {"address": address(1), "headline": article(1).title, "word": fold(rare)}
    return {name for name, sign in signs.items() if sign.encode() in held}


def test_a_reader_that_keeps_the_log_is_told_and_asking_again_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    url = f"sqlite:///{tmp_path}/khobao.db"
    fill(url, tmp_path)
    with Archive.open(url, tmp_path) as archive, Archive.open(url, tmp_path, write=False) as reader:
        reading = reader.exported()
        next(reading)
        with pytest.raises(ArchiveUnusable, match="another program reads it, so its log still holds"):
            archive.take_down([ONE], REASON)
        assert [fault.kind for fault in archive.verify()] == ["unfinished-takedown"]
        reading.close()  # type: ignore[attr-defined]
        assert archive.take_down([ONE], REASON) == [TakenDown(ONE, already=True)]
    assert_gone(url, tmp_path)


def test_the_same_page_under_another_address_is_refused(database_url: str, tmp_path: Path) -> None:
    fill(database_url, tmp_path)
    with Archive.open(database_url, tmp_path) as archive:
        archive.take_down([ONE], REASON)
        said = article(9, text=SECRET)
        again = Fingerprinted(replace(page(9), body=SECRET.encode()), said, fingerprint(said.text))
        (answer,) = archive.store_many([again])
        assert answer.outcome == "taken-down"
        assert [(one.reason, one.detail) for one in archive.failures()] == [(Reason.TAKEN_DOWN, ONE)]
        assert archive.take_down([ONE], REASON) == [TakenDown(ONE, already=True)]
        assert list(archive.failures()) == []
