import gzip
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.errors import NotRecorded
from crawler.items import WarcRef
from crawler.warc import Exchange, Record, UnreadableRecord, WarcWriter, read, records
from tests.warc.samples import MOMENT, PAGE, URL, exchange, writer


def written(directory: Path) -> list[Record]:
    return [record for path in sorted(directory.iterdir()) for record in records(path)]


@contextmanager
def full_disk(file_size: int) -> Iterator[None]:
    """No file of this process may grow beyond `file_size` bytes: the kernel then refuses as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_starts_with_who_wrote_it_and_how(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    warc.write(exchange())
    warc.close()
    (path,) = tmp_path.iterdir()
    info = written(tmp_path)[0]
    assert info.type == "warcinfo"
    assert info.header("WARC-Filename") == path.name
    assert info.block.decode() == (
        "software: khobao/0.1\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        "operator: Thư viện <lienhe@bao.example>\r\n"
        "robots: classic\r\n"
        "http-header-user-agent: khobao/0.1\r\n"
    )


def test_response_and_request_belong_together(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    warc.write(exchange())
    warc.close()
    info, response, request = written(tmp_path)
    assert (response.type, request.type) == ("response", "request")
    assert request.header("WARC-Concurrent-To") == response.header("WARC-Record-ID")
    for record in (response, request):
        assert record.header("WARC-Target-URI") == URL
        assert record.header("WARC-Date") == "2025-11-20T01:02:03.456789Z"
        assert record.header("WARC-IP-Address") == "192.0.2.7"
        assert record.header("WARC-Warcinfo-ID") == info.header("WARC-Record-ID")
    assert response.header("Content-Type") == "application/http; msgtype=response"
    assert request.header("Content-Type") == "application/http; msgtype=request"
    assert request.block == (
        b"GET /thoi-su/cau-moi-thong-xe-102.htm HTTP/1.1\r\nHost: bao.example\r\nUser-Agent: khobao/0.1\r\n\r\n"
    )
    assert response.block == b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE


def test_one_gzip_member_a_record(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    warc.write(exchange())
    warc.write(exchange(URL + "?trang=2", b"trang hai"))
    warc.close()
    (path,) = tmp_path.iterdir()
    data = path.read_bytes()
    found = written(tmp_path)
    assert len(found) == 5
    for record in found:
        plain = gzip.decompress(data[record.offset : record.offset + record.length])
        assert plain.startswith(b"WARC/1.1\r\n")
        assert plain.endswith(record.block + b"\r\n\r\n")
    assert all(before.offset + before.length == after.offset for before, after in pairwise(found))
    assert found[-1].offset + found[-1].length == len(data)


def test_the_digest_is_that_of_the_payload_in_base32(tmp_path: Path) -> None:
    ref = writer(tmp_path).write(exchange(body=b"hello"))
    assert ref.digest == "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"  # `printf hello | openssl sha1 -binary | base32`


def test_a_reference_holds_before_and_after_the_file_is_closed(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    ref = warc.write(exchange())
    assert [path.name for path in tmp_path.iterdir()] == [ref.file + ".open"]
    assert read(tmp_path, ref).body == PAGE
    warc.close()
    assert [path.name for path in tmp_path.iterdir()] == [ref.file]
    assert read(tmp_path, ref).body == PAGE


def test_a_full_file_is_left_for_the_next(tmp_path: Path) -> None:
    warc = WarcWriter(tmp_path, software="khobao/0.1", operator="", max_bytes=2_000)
    refs = [warc.write(exchange(f"{URL}?{n}", b"%d" % n)) for n in range(12)]
    warc.close()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert len(files) > 2
    assert sorted({ref.file for ref in refs}) == files
    assert [read(tmp_path, ref).body for ref in refs] == [b"%d" % n for n in range(12)]
    for path in tmp_path.iterdir():
        assert next(iter(records(path))).type == "warcinfo"


def test_a_new_day_begins_a_new_file(tmp_path: Path) -> None:
    days = iter([MOMENT, MOMENT, MOMENT, MOMENT + timedelta(days=1), MOMENT + timedelta(days=1)])
    warc = WarcWriter(tmp_path, software="khobao/0.1", operator="", clock=lambda: next(days))
    first, second, third = (warc.write(exchange(f"{URL}?{n}")) for n in range(3))
    warc.close()
    assert first.file == second.file
    assert first.file.startswith("khobao-20251120010203-")
    assert third.file.startswith("khobao-20251121010203-")


def test_two_writers_never_share_a_file(tmp_path: Path) -> None:
    one, two = writer(tmp_path), writer(tmp_path)
    refs = [warc.write(exchange(body=body)) for warc, body in ((one, b"mot"), (two, b"hai"), (one, b"ba"))]
    one.close()
    two.close()
    assert refs[0].file == refs[2].file != refs[1].file
    assert [read(tmp_path, ref).body for ref in refs] == [b"mot", b"hai", b"ba"]


def test_an_unchanged_payload_is_a_revisit(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    first = warc.write(exchange())
    again = warc.write(exchange(at=MOMENT + timedelta(hours=1), headers=((b"Age", b"5"),)))
    warc.close()
    _, response, _, revisit, request = written(tmp_path)
    assert revisit.type == "revisit"
    assert revisit.header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit.header("WARC-Refers-To") == response.header("WARC-Record-ID")
    assert revisit.header("WARC-Refers-To-Target-URI") == URL
    assert revisit.header("WARC-Refers-To-Date") == response.header("WARC-Date")
    assert revisit.header("WARC-Payload-Digest") == first.digest == again.digest
    assert revisit.header("WARC-Truncated") == "length"
    assert revisit.block == b"HTTP/1.1 200 OK\r\nAge: 5\r\n\r\n"
    assert request.header("WARC-Concurrent-To") == revisit.header("WARC-Record-ID")
    seen = read(tmp_path, again)
    assert (seen.body, seen.headers, seen.fetched_at) == (PAGE, (("Age", "5"),), MOMENT + timedelta(hours=1))
    assert seen.truncated is None


def test_a_304_is_a_revisit_of_the_response_it_confirms(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    first = warc.write(exchange())
    again = warc.write(exchange(body=b"", status=304, headers=((b"ETag", b'"7"'),)))
    warc.close()
    _, response, _, revisit, _ = written(tmp_path)
    assert revisit.header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert revisit.header("WARC-Refers-To") == response.header("WARC-Record-ID")
    assert revisit.header("WARC-Refers-To-Target-URI") == URL
    assert revisit.header("WARC-Refers-To-Date") == response.header("WARC-Date")
    assert again.digest == first.digest
    assert (read(tmp_path, again).status, read(tmp_path, again).body) == (304, PAGE)


def test_a_revisit_of_a_revisit_points_to_the_whole_response_of_another_run(tmp_path: Path) -> None:
    yesterday = writer(tmp_path)
    first = yesterday.write(exchange())
    second = yesterday.write(exchange())
    yesterday.close()
    today = writer(tmp_path)
    third = today.write(exchange(earlier=second))
    fourth = today.write(exchange(body=b"", status=304, earlier=third))
    today.close()
    for ref in (third, fourth):
        record = next(r for r in records(tmp_path / ref.file) if r.offset == ref.offset)
        assert record.type == "revisit"
        assert record.header("WARC-Refers-To-Filename") == first.file
        assert record.header("WARC-Refers-To-File-Offset") == str(first.offset)
        assert read(tmp_path, ref).body == PAGE


@pytest.mark.parametrize(
    "second",
    [
        exchange(body=PAGE + b"."),
        exchange(URL + "?khac"),
        exchange(status=404),
        exchange(truncated="disconnect"),
        exchange(earlier=WarcRef("khobao-lost.warc.gz", 0, "sha1:AAAA")),
    ],
    ids=["other payload", "other address", "other status", "cut short", "earlier record lost"],
)
def test_what_is_not_surely_the_same_is_kept_in_full(tmp_path: Path, second: Exchange) -> None:
    warc = writer(tmp_path)
    warc.write(exchange())
    warc.write(second)
    warc.close()
    assert [record.type for record in written(tmp_path)] == ["warcinfo", *["response", "request"] * 2]


def test_a_304_to_nothing_known_is_kept_as_it_came(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    ref = warc.write(exchange(body=b"", status=304))
    warc.close()
    assert [record.type for record in written(tmp_path)] == ["warcinfo", "response", "request"]
    assert read(tmp_path, ref).status == 304


def test_a_body_cut_short_says_so(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    ref = warc.write(exchange(truncated="disconnect"))
    warc.close()
    assert written(tmp_path)[1].header("WARC-Truncated") == "disconnect"
    assert read(tmp_path, ref).truncated == "disconnect"


def test_a_full_disk_takes_back_the_piece_that_did_not_fit(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    first = warc.write(exchange())
    size = (tmp_path / (first.file + ".open")).stat().st_size
    with full_disk(size + 100), pytest.raises(NotRecorded, match=r"khobao-.*cannot write WARC records: File too large"):
        warc.write(exchange(body=b"bi tu choi"))
    assert (tmp_path / (first.file + ".open")).stat().st_size == size
    last = warc.write(exchange(body=b"lai co cho"))
    warc.close()
    assert [record.type for record in written(tmp_path)] == ["warcinfo", *["response", "request"] * 2]
    assert (read(tmp_path, first).body, read(tmp_path, last).body) == (PAGE, b"lai co cho")


def test_a_disk_full_from_the_start_leaves_no_file(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    with full_disk(50), pytest.raises(NotRecorded):
        warc.write(exchange())
    assert list(tmp_path.iterdir()) == []
    warc.write(exchange())
    warc.close()
    assert len(written(tmp_path)) == 3


@pytest.mark.parametrize("name", ["warc", "file"])
def test_a_file_that_is_taken_away_is_told_before_anything_is_lost_in_it(tmp_path: Path, name: str) -> None:
    warc = writer(tmp_path / "warc")
    first = warc.write(exchange())
    taken = tmp_path / "warc" if name == "warc" else tmp_path / "warc" / (first.file + ".open")
    taken.rename(tmp_path / "away")
    with pytest.raises(
        NotRecorded, match=r"khobao-.*: the file was moved or deleted while it was written: put it back"
    ):
        warc.write(exchange(body=b"mat"))
    (tmp_path / "away").rename(taken)
    again = warc.write(exchange(body=b"lai co"))
    warc.close()
    assert (read(tmp_path / "warc", first).body, read(tmp_path / "warc", again).body) == (PAGE, b"lai co")


def test_a_file_that_is_taken_away_is_told_when_it_is_closed(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    ref = warc.write(exchange())
    (tmp_path / (ref.file + ".open")).unlink()
    with pytest.raises(NotRecorded, match="the file was moved or deleted"):
        warc.close()
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("a file in the way")
    with pytest.raises(NotRecorded, match=r"/warc: cannot write WARC records: File exists; make room or set another"):
        writer(tmp_path / "warc")


def test_closing_twice_or_before_anything_was_written_is_harmless(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    warc.close()
    warc.close()
    assert list(tmp_path.iterdir()) == []


def test_a_line_break_in_a_value_cannot_forge_a_header(tmp_path: Path) -> None:
    warc = WarcWriter(tmp_path, software="khobao/0.1", operator="Ai đó\r\nrobots: ignore")
    warc.write(exchange(headers=((b"X-Ten", b"gia\r\nSet-Cookie: x=1"),)))
    warc.close()
    info, response, _ = written(tmp_path)
    assert "operator: Ai đó robots: ignore\r\n" in info.block.decode()
    assert response.block.startswith(b"HTTP/1.1 200 OK\r\nX-Ten: gia  Set-Cookie: x=1\r\n\r\n")


def test_dates_of_another_zone_are_written_in_utc(tmp_path: Path) -> None:
    vietnam = datetime.fromisoformat("2025-11-20T08:02:03.456789+07:00")
    ref = writer(tmp_path).write(exchange(at=vietnam))
    assert read(tmp_path, ref).fetched_at == datetime(2025, 11, 20, 1, 2, 3, 456789, tzinfo=UTC)


def test_a_reference_to_nowhere_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRecord, match=r"khobao-x\.warc\.gz: No such file"):
        read(tmp_path, WarcRef("khobao-x.warc.gz", 0, "sha1:AAAA"))
