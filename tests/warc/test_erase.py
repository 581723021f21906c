import random
from datetime import timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import NotRecorded
from crawler.items import WarcRef
from crawler.warc import Erased, Notice, Record, UnreadableRecord, WarcWriter, erase, in_use, read, records
from crawler.warc.notice import notice_member
from tests.warc.samples import MOMENT, PAGE, URL, exchange, writer
from tests.warc.test_judges import run

OTHER = "https://bao.example/khac.htm"
ASKED = "https://bao.example/cu.htm"
NOTICE = Notice("00112233445566ff", "theo yêu cầu của tòa", MOMENT + timedelta(days=9))
BODY = PAGE + random.Random(6).randbytes(200_000)  # over three stored blocks, and packed no shorter


def write_all(warc: WarcWriter) -> list[WarcRef]:
    """A redirect, the article, a stranger, the article again unchanged, another stranger."""
    moved = exchange(ASKED, b"", status=301, headers=((b"Location", b"/thoi-su/cau-moi-thong-xe-102.htm"),))
    said = [moved, exchange(body=BODY), exchange(OTHER), exchange(body=BODY), exchange(OTHER, PAGE[:50])]
    return [warc.write(one) for one in said]


@pytest.fixture
def closed(tmp_path: Path) -> list[WarcRef]:
    warc = writer(tmp_path)
    refs = write_all(warc)
    warc.close()
    return refs


def all_records(folder: Path) -> list[Record]:
    return [record for path in sorted(folder.iterdir()) for record in records(path)]


def test_what_is_taken_out_leaves_a_notice_and_moves_nothing(tmp_path: Path, closed: list[WarcRef]) -> None:
    (path,) = tmp_path.iterdir()
    before, size = all_records(tmp_path), path.stat().st_size
    assert list(erase(tmp_path, {URL: NOTICE})) == [Erased(path.name, 6)]
    after = all_records(tmp_path)
    assert path.stat().st_size == size
    assert [one.type for one in after] == [
        "warcinfo",
        "metadata",
        "response",
        "request",
        "metadata",
        "response",
        "request",
    ]
    kept = [one for one in before if one.header("WARC-Target-URI") == OTHER]
    assert [one for one in after if one.header("WARC-Target-URI")] == kept
    assert read(tmp_path, closed[2]).body == PAGE
    notice = after[4]
    assert notice.block.decode().split("\r\n")[:2] == [
        "taken-down: 00112233445566ff",
        f"payload-digest: {closed[3].digest}",
    ]
    assert notice.block.decode().split("\r\n")[2].rstrip() == "reason: theo yêu cầu của tòa"
    assert notice.header("WARC-Refers-To") == before[7].header("WARC-Record-ID")
    assert URL.encode() not in b"".join(one.block for one in after)
    with pytest.raises(UnreadableRecord):
        read(tmp_path, closed[1])


def test_taken_out_twice_is_the_same(tmp_path: Path, closed: list[WarcRef]) -> None:
    (path,) = tmp_path.iterdir()
    list(erase(tmp_path, {URL: NOTICE}))
    once = path.read_bytes()
    assert list(erase(tmp_path, {URL: NOTICE})) == [Erased(path.name, 0)]
    assert path.read_bytes() == once


def test_addresses_are_compared_in_canonical_form(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    warc.write(exchange(f"{URL.replace('https', 'http')}?utm_source=rss"))
    warc.close()
    assert [one.records for one in erase(tmp_path, {URL: NOTICE})] == [2]


def test_others_read_a_file_with_notices(tmp_path: Path, closed: list[WarcRef]) -> None:
    list(erase(tmp_path, {URL: NOTICE}))
    (path,) = tmp_path.iterdir()
    run("warcio", "check", "-v", path)
    assert len(run("cdxj-indexer", path).splitlines()) == 2
    with path.open("rb") as stream:
        found = [
            (one.headers["WARC-Type"], one.verify_block_digest()) for one in ArchiveIterator(stream, parse_http=False)
        ]
    assert len(found) == 7
    assert all(right for _, right in found)


def test_a_crawl_that_points_to_what_was_taken_out_keeps_the_answer_in_full(
    tmp_path: Path, closed: list[WarcRef]
) -> None:
    list(erase(tmp_path, {URL: NOTICE}))
    warc = writer(tmp_path)
    again = warc.write(exchange(body=BODY, earlier=closed[1]))
    warc.close()
    assert read(tmp_path, again).body == BODY


def test_a_file_that_is_written_just_now_is_named_and_left_alone(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    write_all(warc)
    (path,) = tmp_path.iterdir()
    assert in_use(tmp_path, {URL: NOTICE}) == path.name
    assert in_use(tmp_path, {"https://bao.example/la.htm": NOTICE}) is None
    before = path.read_bytes()
    assert list(erase(tmp_path, {"https://bao.example/la.htm": NOTICE})) == [Erased(path.stem, 0)]
    with pytest.raises(NotRecorded, match="another program works on this file"):
        list(erase(tmp_path, {URL: NOTICE}))
    assert path.read_bytes() == before
    warc.close()


def test_two_do_not_rewrite_one_file(tmp_path: Path, closed: list[WarcRef]) -> None:
    import fcntl

    (path,) = tmp_path.iterdir()
    with path.open("rb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(NotRecorded, match="another program works on this file"):
            list(erase(tmp_path, {URL: NOTICE}))


def test_a_damaged_file_is_told_and_stays(tmp_path: Path, closed: list[WarcRef]) -> None:
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-40])
    torn = path.read_bytes()
    with pytest.raises(UnreadableRecord):
        list(erase(tmp_path, {URL: NOTICE}))
    assert (path.read_bytes(), len(list(tmp_path.iterdir()))) == (torn, 1)


@given(st.integers(min_value=600, max_value=400_000))
def test_a_notice_has_any_length(length: int) -> None:
    assert len(notice_member(NOTICE, "<urn:uuid:0>", "sha1:X", length)) == length


def test_a_notice_of_every_length_around_a_digit_more() -> None:
    for length in [*range(500, 1500), *range(10_300, 10_600), *range(65_500, 66_200), *range(131_000, 131_200)]:
        assert len(notice_member(NOTICE, "<urn:uuid:0>", "sha1:X", length)) == length
    with pytest.raises(ValueError, match="no notice fits into 200 bytes"):
        notice_member(NOTICE, "<urn:uuid:0>", "sha1:X", 200)
