"""Every fault that can be planted is told by exactly its line, and nothing else is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from crawler.archive import Archive, Fault
from crawler.archive.checks.faults import ADVICE
from crawler.archive.database.engine import parse_url
from crawler.discovery.remembered import Remembered
from crawler.errors import Reason
from crawler.items import Fingerprinted, Page, WarcRef
from crawler.neardup import fingerprint
from crawler.urls import article_id
from crawler.warc import WarcWriter, build, records
from tests.learning.paper import page, story
from tests.rereading import SITE, START, archived, refused
from tests.warc.samples import exchange, writer

ONE = article_id(story(1).url)
LISTING = "https://bennuoc.example/lang-que"


class Home:
    """An archive of three articles, a refused page and what no row speaks of: robots.txt, a feed, a redirect."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.database_url, self.folder, self.warc = database_url, folder, folder / "warc"
        archived(database_url, folder, range(3))
        self.refused = refused(database_url, folder, LISTING, b"<html><p>Tin</p></html>", Reason.NO_ARTICLE)
        others = writer(self.warc)
        others.write(exchange("https://bennuoc.example/robots.txt", b"User-agent: *"))
        others.write(exchange("https://bennuoc.example/tin.rss", b"<rss/>"))
        others.write(exchange(story(1).url, b"", status=302))
        others.close()

    @property
    def one(self) -> WarcRef:
        with Archive.open(self.database_url, self.folder, write=False) as archive:
            ref = archive.revisions(ONE)[0].warc
        assert ref is not None
        return ref

    @property
    def file(self) -> Path:
        return self.warc / self.one.file

    def run(self, statement: str, **values: object) -> None:
        engine = create_engine(parse_url(self.database_url))
        with engine.begin() as connection:
            connection.execute(text(statement), values)
        engine.dispose()

    def faults(self) -> list[Fault]:
        with Archive.open(self.database_url, self.folder, write=False) as archive:
            return list(chain(archive.verify(), archive.verify_warc()))


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Home:
    return Home(database_url, tmp_path)


def overwrite(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as stream:
        stream.seek(offset)
        stream.write(data)


def flip_a_bit(home: Home) -> None:
    at = home.one.offset + 300
    overwrite(home.file, at, bytes([home.file.read_bytes()[at] ^ 4]))


def wipe_a_head(home: Home) -> None:
    overwrite(home.file, home.one.offset, bytes(20))


def lose_the_file(home: Home) -> None:
    home.file.unlink()


def shift_the_row(home: Home) -> None:
    home.run("UPDATE pages SET warc_offset = warc_offset + 1 WHERE article = 1")


def swap_the_row(home: Home) -> None:
    home.run("UPDATE pages SET warc_offset = (SELECT warc_offset FROM pages WHERE article = 0) WHERE article = 1")


def another_digest(home: Home) -> None:
    home.run("UPDATE pages SET warc_digest = :other WHERE article = 1", other=home.refused.digest)


def another_moment(home: Home) -> None:
    home.run("UPDATE pages SET fetched_at = (SELECT min(fetched_at) FROM pages WHERE article = 0) WHERE article = 1")
    home.run("UPDATE articles SET fetched_at = (SELECT fetched_at FROM pages WHERE article = 1) WHERE number = 1")
    home.run("UPDATE articles SET first_fetched_at = fetched_at WHERE number = 1")


def another_payload(home: Home) -> None:
    home.run("UPDATE pages SET payload = :other, status = 206 WHERE article = 1", other=home.refused.digest)


def another_digest_of_a_refusal(home: Home) -> None:
    home.run("UPDATE failures SET warc_digest = :other", other=home.one.digest)


def another_digest_of_a_listing(home: Home) -> None:
    with Archive.open(home.database_url, home.folder) as archive:
        archive.remember_listing(
            Remembered(LISTING, SITE, "", "", START, START, warc=replace(home.one, digest="sha1:A"))
        )


def write_without_a_row(home: Home) -> None:
    warc = writer(home.warc)
    warc.write(exchange(story(1).url, page(story(9))))
    warc.close()


def cut_the_file(home: Home) -> None:
    last = list(records(home.file))[-1]
    with home.file.open("r+b") as stream:
        stream.truncate(last.offset + 30)


def leave_it_open(home: Home) -> None:
    with home.file.open("ab") as stream:
        stream.write(home.file.read_bytes()[:100])
    home.file.rename(f"{home.file}.open")


def change_the_payload(home: Home) -> None:
    """A record that gzip finds whole and whose body is another one."""
    headers = {"WARC-Target-URI": LISTING, "WARC-Payload-Digest": build.digest(b"Tin")}
    member = build.member("response", headers, b"HTTP/1.1 200 OK\r\n\r\n", b"Tit")
    (home.warc / "zzz.warc.gz").write_bytes(member)


def lose_what_is_referred_to(home: Home) -> None:
    one, before = story(1), home.one
    with Archive.open(home.database_url, home.folder) as archive:
        warc = WarcWriter(home.warc, software="khobao/0.1", operator="", max_bytes=1)  # in a file of its own
        later = START + timedelta(days=2)
        again = warc.write(exchange(one.url, page(one), at=later, earlier=before))
        seen = Page(one.url, one.url, SITE, 200, (), page(one), later, "feed", warc=again)
        article = archive.revisions(ONE)[0].article
        archive.store_many([Fingerprinted(seen, article, fingerprint(article.text))])
        warc.close()
    (home.warc / before.file).unlink()


def lose_a_row(home: Home) -> None:
    home.run("DELETE FROM revisions WHERE article = 1")


def lose_an_index_entry(home: Home) -> None:
    home.run("DELETE FROM duplicate_articles WHERE article = 1")


def change_an_article_file(home: Home) -> None:
    path = next((home.folder / "articles").rglob("001_*.txt"))
    path.write_text(path.read_text() + ".")


PLANTED: list[tuple[Callable[[Home], None], list[tuple[str, str]]]] = [
    (flip_a_bit, [("damaged-record", f"the record there cannot be unpacked; it is the page of article {ONE}")]),
    (wipe_a_head, [("damaged-record", f"the record there cannot be unpacked; it is the page of article {ONE}")]),
    (lose_the_file, [("missing-warc", "the file is not there; rows that name it: 4")]),
    (shift_the_row, [("missing-record", f"article {ONE}: no record begins there"), ("orphan-record", "1 page that")]),
    (
        swap_the_row,
        [
            ("wrong-record", f"article {ONE}: its row names another record"),
            ("orphan-record", "1 page that no row names"),
        ],
    ),
    (another_digest, [("wrong-digest", f"article {ONE}: its row says sha1:")]),
    (another_moment, [("wrong-row", f"article {ONE}: its page's row and the record differ in fetched_at")]),
    (another_payload, [("wrong-row", f"article {ONE}: its page's row and the record differ in status, payload")]),
    (another_digest_of_a_refusal, [("wrong-digest", "refused page (no-article): its row says sha1:")]),
    (another_digest_of_a_listing, [("wrong-digest", f"listing {LISTING}: its row says sha1:A, the record sha1:")]),
    (write_without_a_row, [("orphan-record", f"1 page that no row names, the first {story(1).url} at offset ")]),
    (cut_the_file, [("damaged-record", "the record there cannot be unpacked")]),
    (leave_it_open, [("left-open", "the program that wrote it is gone and has not closed it")]),
    (change_the_payload, [("damaged-record", "its payload is not that of its digest sha1:")]),
    (
        lose_what_is_referred_to,
        [("missing-warc", "the file is not there"), ("damaged-record", "it refers to a record that is not there")],
    ),
    (lose_a_row, [("missing-row", "0 of its 1 revisions are there")]),
    (lose_an_index_entry, [("stale-index", f"article {ONE}: it has no fingerprint"), ("stale-index", "text ")]),
    (change_an_article_file, [("wrong-file", f"the file of article {ONE} says other than its row")]),
]


@pytest.mark.parametrize(("plant", "expected"), PLANTED, ids=[plant.__name__ for plant, _ in PLANTED])
def test_a_planted_fault_is_told_by_its_line(
    home: Home, plant: Callable[[Home], None], expected: list[tuple[str, str]]
) -> None:
    assert home.faults() == []
    plant(home)
    found = sorted(home.faults(), key=lambda fault: fault.kind)
    expected = sorted(expected)
    assert [fault.kind for fault in found] == [kind for kind, _ in expected]
    for fault, (_, what) in zip(found, expected, strict=True):
        assert fault.what.startswith(what)
        assert ADVICE[fault.kind] == fault.advice
    with Archive.open(home.database_url, home.folder) as archive:
        archive.repair()
    assert {fault.kind for fault in home.faults()} == {fault.kind for fault in found if not fault.repair}


def test_a_file_that_a_living_program_writes_is_as_it_should_be(home: Home) -> None:
    warc = writer(home.warc)
    warc.write(exchange("https://bennuoc.example/robots.txt", b"User-agent: *"))
    (path,) = home.warc.glob("*.open")
    with path.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08half a record")
    assert home.faults() == []
    warc.close()


def test_what_was_taken_down_is_no_fault(home: Home) -> None:
    with Archive.open(home.database_url, home.folder) as archive:
        archive.take_down([ONE], "thử")
    assert home.faults() == []


def test_files_are_told_of_as_they_are_done(home: Home) -> None:
    told: list[tuple[str, int]] = []
    with Archive.open(home.database_url, home.folder, write=False) as archive:
        assert list(archive.verify_warc(lambda file, count: told.append((file, count)))) == []
    assert sorted(told) == [(path.name, len(list(records(path)))) for path in sorted(home.warc.iterdir())]


def test_a_damaged_stretch_hides_no_record_behind_it(home: Home) -> None:
    """Half a record and the head of the next are gone; the third is still compared."""
    first, second, *_ = (one for one in records(home.file) if one.type == "response")
    overwrite(home.file, first.offset + 50, bytes(second.offset - first.offset))
    home.run("UPDATE pages SET warc_digest = :other WHERE article = 2", other=home.refused.digest)
    zero = article_id(story(0).url)
    found = [(fault.kind, fault.what.split(":")[0].rpartition(" ")[2]) for fault in home.faults()]
    assert found == [("damaged-record", zero), ("missing-record", ONE), ("wrong-digest", article_id(story(2).url))]
