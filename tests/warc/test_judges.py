"""Tools that others wrote read what we write."""

import gzip
import json
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from fastwarc.warc import ArchiveIterator

from tests.warc.samples import HTML, MOMENT, PAGE, exchange, writer

BASE = "http://bao.example/"
LONG = PAGE * 20
GZIPPED = (*HTML, (b"Content-Encoding", b"gzip"), (b"Transfer-Encoding", b"chunked"))
ODD = ((b"X-Toa-Soan", b"C\xe0 Mau"), (b"X-Nhi-Phan", bytes(range(1, 9)) + b"\x80\xff"), (b"X-Ten", "Báo".encode()))


@pytest.fixture
def archive(tmp_path: Path) -> list[Path]:
    """Two files with every kind of record that the crawler writes."""
    first = writer(tmp_path)
    first.write(exchange(BASE + "robots.txt", b"User-agent: *\n", headers=((b"Content-Type", b"text/plain"),)))
    known = first.write(exchange(BASE + "bai.htm", PAGE))
    first.write(exchange(BASE + "gzip.htm", gzip.compress(LONG), headers=GZIPPED))
    first.write(exchange(BASE + "cu.htm", b"", status=301, headers=((b"Location", b"/bai.htm"),)))
    first.write(exchange(BASE + "mat.htm", b"khong con", status=404, headers=(*HTML, *ODD)))
    first.write(exchange(BASE + "dut.htm", PAGE[:40], truncated="disconnect"))
    first.close()
    second = writer(tmp_path)
    second.write(exchange(BASE + "bai.htm", PAGE, at=MOMENT + timedelta(days=1), earlier=known))
    second.write(exchange(BASE + "bai.htm", b"", status=304, at=MOMENT + timedelta(days=2), earlier=known, headers=()))
    second.close()
    return sorted(tmp_path.iterdir())


def run(tool: str, *arguments: str | Path) -> str:
    command = [str(Path(sys.executable).with_name(tool)), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_warcio_check_finds_every_digest_right(archive: list[Path]) -> None:
    told = run("warcio", "check", "-v", *archive)
    assert told.count("digest pass") == 2 + 6 + 8
    assert told.count("digest present but not checked (revisit)") == 2


def test_fastwarc_verifies_every_digest(archive: list[Path]) -> None:
    kinds = []
    for path in archive:
        for record in ArchiveIterator(BytesIO(path.read_bytes()), parse_http=False):
            kinds.append(record.headers["WARC-Type"])
            assert record.verify_block_digest()
            if kinds[-1] == "response":
                record.parse_http()
                assert record.verify_payload_digest()
    assert sorted(kinds) == sorted(["warcinfo"] * 2 + ["response", "request"] * 6 + ["revisit", "request"] * 2)


def test_fastwarc_reads_the_bodies(archive: list[Path]) -> None:
    found = {
        record.headers["WARC-Target-URI"]: record.reader.read()
        for path in archive
        for record in ArchiveIterator(BytesIO(path.read_bytes()), auto_decode="all")
        if record.headers["WARC-Type"] == "response"
    }
    assert found[BASE + "bai.htm"] == PAGE
    assert found[BASE + "gzip.htm"] == LONG


def test_cdxj_indexer_finds_every_capture(archive: list[Path]) -> None:
    lines = [json.loads(line.split(" ", 2)[2]) for line in run("cdxj-indexer", *archive).splitlines()]
    statuses = [(line["url"].removeprefix(BASE), line.get("status"), line.get("mime")) for line in lines]
    assert sorted(statuses, key=str) == [
        ("bai.htm", "200", "text/html"),
        ("bai.htm", "200", "warc/revisit"),
        ("bai.htm", "304", "warc/revisit"),
        ("cu.htm", "301", None),
        ("dut.htm", "200", "text/html"),
        ("gzip.htm", "200", "text/html"),
        ("mat.htm", "404", "text/html"),
        ("robots.txt", "200", "text/plain"),
    ]
    assert len({line["digest"] for line in lines if line["url"] == BASE + "bai.htm"}) == 1
    assert all(line["digest"].startswith("sha1:") for line in lines)


def test_fastwarc_unpacks_brotli(tmp_path: Path) -> None:
    # warcio stops at such a record when Google's brotli is installed (its issue 73); the crawler does not ask for it
    warc = writer(tmp_path)
    warc.write(exchange(body=brotli.compress(LONG), headers=(*HTML, (b"Content-Encoding", b"br"))))
    warc.close()
    (path,) = tmp_path.iterdir()
    bodies = [record.reader.read() for record in ArchiveIterator(BytesIO(path.read_bytes()), auto_decode="all")]
    assert bodies[1] == LONG
