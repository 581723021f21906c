import gzip
from pathlib import Path

import pytest

from crawler.items import WarcRef
from crawler.warc import UnreadableRecord, read, records
from tests.warc.samples import PAGE, URL, exchange, writer

GZIPPED = ((b"Content-Type", b"text/html"), (b"Content-Encoding", b"gzip"))


def test_a_body_comes_out_of_its_content_encoding(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    ref = writer(tmp_path).write(exchange(body=packed, headers=GZIPPED))
    seen = read(tmp_path, ref)
    assert seen.body == PAGE
    assert seen.headers == (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    assert (seen.url, seen.status, seen.reason, seen.ip) == (URL, 200, "OK", "192.0.2.7")


def test_a_revisit_is_unpacked_by_the_headers_of_the_response_it_points_to(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    warc.write(exchange(body=gzip.compress(PAGE), headers=GZIPPED))
    again = warc.write(exchange(body=b"", status=304, headers=()))
    assert read(tmp_path, again).body == PAGE


def test_a_body_that_unpacks_into_too_much_is_refused(tmp_path: Path) -> None:
    ref = writer(tmp_path).write(exchange(body=gzip.compress(bytes(10_000_000)), headers=GZIPPED))
    with pytest.raises(UnreadableRecord, match="more than 1000000 bytes"):
        read(tmp_path, ref, max_body=1_000_000)


def test_another_payload_than_the_one_referred_to_is_refused(tmp_path: Path) -> None:
    ref = writer(tmp_path).write(exchange())
    with pytest.raises(UnreadableRecord, match="is not sha1:AAAA"):
        read(tmp_path, WarcRef(ref.file, ref.offset, "sha1:AAAA"))


@pytest.mark.parametrize("shift", [-7, 7, 100_000])
def test_an_offset_where_no_record_begins_is_refused(tmp_path: Path, shift: int) -> None:
    ref = writer(tmp_path).write(exchange())
    with pytest.raises(UnreadableRecord, match=ref.file):
        read(tmp_path, WarcRef(ref.file, ref.offset + shift, ref.digest))


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    ref = warc.write(exchange())
    warc.close()
    path = tmp_path / ref.file
    data = bytearray(path.read_bytes())
    data[ref.offset + 200] ^= 4
    path.write_bytes(data)
    with pytest.raises(UnreadableRecord):
        read(tmp_path, ref)


def test_a_file_that_is_no_warc_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(b"khong phai WARC"))
    with pytest.raises(UnreadableRecord, match="not a WARC record"):
        list(records(path))
