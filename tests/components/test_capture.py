import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.items import WarcRef
from crawler.warc import Record, read, records
from crawler.warc.message import parse_response
from tests.components import odd_server
from tests.components.odd_server import BINARY, GZIPPED, LATIN, PAGE

ROOT = Path(__file__).parents[2]
Target = tuple[str, dict[str, Any], str, dict[str, str]]


@dataclass(frozen=True)
class Crawl:
    """A crawl of the capture spider: its process, archive and notes."""

    process: subprocess.Popen[str]
    archive: Path
    out: Path

    def finish(self) -> str:
        """What it logged, once it has ended."""
        _, log = self.process.communicate(timeout=60)
        return log

    def notes(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.read_text().splitlines()] if self.out.exists() else []

    def wait_for_notes(self, count: int) -> None:
        end = time.monotonic() + 30
        while len(self.notes()) < count:
            assert time.monotonic() < end, "the crawl did not get there in time"
            time.sleep(0.05)


def get(url: str, **meta: Any) -> Target:
    return url, meta, "GET", {}


def crawl(archive: Path, targets: list[Target], *, largest_file: int | None = None) -> Crawl:
    """Start a crawl. `largest_file` bounds its files in bytes: the kernel then refuses as on a full disk."""
    out = archive.parent / f"{archive.name}-{time.monotonic_ns()}.jsonl"
    command = [sys.executable, "-m", "scrapy", "runspider", str(ROOT / "tests/components/capture_spider.py")]
    command += ["-a", f"urls={json.dumps(targets)}", "-a", f"archive={archive}", "-a", f"out={out}"]
    command += ["-s", f"ARCHIVE_DIR={archive}", "-L", "INFO"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=archive.parent, env=environment, stderr=subprocess.PIPE, text=True)
    if largest_file is not None:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest_file, largest_file))
    return Crawl(process, archive, out)


def warc_check(archive: Path) -> None:
    paths = sorted((archive / "warc").iterdir())
    tool = Path(sys.executable).with_name("warcio")
    done = subprocess.run([tool, "check", *paths], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def recorded(archive: Path) -> list[Record]:
    return [record for path in sorted((archive / "warc").iterdir()) for record in records(path)]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with odd_server.serving() as base:
        yield base


@pytest.fixture(scope="module")
def everything(base: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Crawl, str]:
    """One crawl over every odd answer, ended, and its log."""
    archive = tmp_path_factory.mktemp("everything") / "data"
    paths = [path for path in odd_server.REPLIES if path not in ("/robots.txt", "/trang.htm?tu=cu", "/dut-giu.htm")]
    targets = [get(base + path) for path in paths]
    targets.append(get(base + "/dut-giu.htm", download_fail_on_dataloss=False))
    targets.append((base + "/trang.htm", {}, "HEAD", {}))
    targets.append((base + "/chua-doi.htm", {"sau": 1}, "GET", {"If-None-Match": '"1"'}))
    done = crawl(archive, targets)
    return done, done.finish()


def response_to(done: Crawl, url: str, status: int = 200) -> tuple[Record, Record]:
    """The response or revisit record of a GET, and its request record."""
    found = recorded(done.archive)
    for answer, request in pairwise(found):
        wanted = answer.type in ("response", "revisit") and answer.header("WARC-Target-URI") == url
        if wanted and request.block.startswith(b"GET ") and parse_response(answer.block).status == status:
            return answer, request
    raise AssertionError(f"no record of {url}")


def test_every_answer_is_on_disk_when_it_goes_up(everything: tuple[Crawl, str], base: str) -> None:
    done, log = everything
    notes = {note["url"].removeprefix(base): note for note in done.notes()}
    assert {path: note["error"] for path, note in notes.items() if "error" in note} == {
        "/dut.htm": "ResponseDataLossError",
        "/lon.htm": "DownloadCancelledError",
    }
    passed = [note for note in done.notes() if "error" not in note]
    assert len(passed) == 16
    assert all(note["same"] and note["dated"] for note in passed)
    assert "Traceback" not in log


def test_files_are_closed_and_stand_before_their_judge(everything: tuple[Crawl, str]) -> None:
    done, _ = everything
    (path,) = (done.archive / "warc").iterdir()
    assert path.name.endswith(".warc.gz")
    warc_check(done.archive)


def test_robots_and_redirects_are_recorded_too(everything: tuple[Crawl, str], base: str) -> None:
    done, _ = everything
    assert response_to(done, base + "/robots.txt")[0].block.endswith(b"\r\n\r\nUser-agent: *\nDisallow: /cam\n")
    assert response_to(done, base + "/cu.htm", 301)[0].block.endswith(b"\r\n\r\nda chuyen")
    assert response_to(done, base + "/trang.htm?tu=cu")[0].block.endswith(PAGE)


def test_failures_with_a_body_are_recorded(everything: tuple[Crawl, str], base: str) -> None:
    done, _ = everything
    assert response_to(done, base + "/mat.htm", 404)[0].block.endswith(b"\r\n\r\nkhong con")
    assert response_to(done, base + "/loi.htm", 500)[0].block.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")


def test_bodies_are_kept_in_their_content_encoding_without_chunks(everything: tuple[Crawl, str], base: str) -> None:
    done, _ = everything
    for path in ("/gzip.htm", "/gzip-chunked.htm"):
        answer = parse_response(response_to(done, base + path)[0].block)
        assert (answer.body, dict(answer.headers)[b"Content-Encoding"]) == (GZIPPED, b"gzip")
        assert b"Transfer-Encoding" not in dict(answer.headers)
    assert parse_response(response_to(done, base + "/chunked.htm")[0].block).body == PAGE


def test_odd_headers_are_kept_byte_for_byte(everything: tuple[Crawl, str], base: str) -> None:
    done, _ = everything
    answer = parse_response(response_to(done, base + "/nhi-phan.htm")[0].block)
    assert answer.body == BINARY
    assert dict(answer.headers)[b"X-Nhi-Phan"] == BINARY
    assert dict(answer.headers)[b"X-Ten"] == LATIN
    many = parse_response(response_to(done, base + "/nhieu.htm")[0].block)
    assert sum(name.startswith(b"X-Dong-") and len(value) == 200 for name, value in many.headers) == 60


def test_old_and_empty_answers_are_recorded(everything: tuple[Crawl, str], base: str) -> None:
    done, _ = everything
    assert response_to(done, base + "/http10.htm")[0].block.startswith(b"HTTP/1.0 200 OK\r\n")
    assert response_to(done, base + "/rong.htm")[0].block.endswith(b"\r\n\r\n")
    heads = [found for found in recorded(done.archive) if found.block.endswith(b"Content-Length: 123456\r\n\r\n")]
    assert len(heads) == 1


def test_a_304_is_a_revisit(everything: tuple[Crawl, str], base: str) -> None:
    done, _ = everything
    first, _ = response_to(done, base + "/chua-doi.htm")
    again, request = response_to(done, base + "/chua-doi.htm", 304)
    assert again.type == "revisit"
    assert again.header("WARC-Refers-To") == first.header("WARC-Record-ID")
    assert b'\r\nIf-None-Match: "1"\r\n' in request.block


def test_a_body_cut_short_says_so_when_it_is_let_through(everything: tuple[Crawl, str], base: str) -> None:
    answer, _ = response_to(everything[0], base + "/dut-giu.htm")
    assert answer.header("WARC-Truncated") == "disconnect"
    assert parse_response(answer.block).body == PAGE


def test_the_request_is_recorded_as_sent(everything: tuple[Crawl, str], base: str) -> None:
    answer, request = response_to(everything[0], base + "/trang.htm")
    assert request.header("WARC-Concurrent-To") == answer.header("WARC-Record-ID")
    assert answer.header("WARC-IP-Address") == "127.0.0.1"
    head = request.block.decode()
    assert head.startswith(f"GET /trang.htm HTTP/1.1\r\nHost: {base.removeprefix('http://')}\r\n")
    assert "\r\nUser-Agent: khobao/0.1 (+https://bao.example/lien-he)\r\n" in head


def test_the_date_is_when_the_request_was_sent(everything: tuple[Crawl, str], base: str) -> None:
    answer, request = response_to(everything[0], base + "/cham.htm")
    assert request.header("WARC-Date") == answer.header("WARC-Date")
    note = next(note for note in everything[0].notes() if note["url"] == base + "/cham.htm")
    assert odd_server.SLOW <= note["age"] < odd_server.SLOW + 10


def test_the_file_says_who_ran_the_crawl(everything: tuple[Crawl, str]) -> None:
    info = recorded(everything[0].archive)[0].block.decode()
    assert info.startswith("software: khobao/0.1 Scrapy/2.")
    assert "operator: Thư viện\r\nrobots: classic\r\n" in info


def test_a_full_disk_stops_the_crawl_in_one_line_and_nothing_unrecorded_goes_up(base: str, tmp_path: Path) -> None:
    done = crawl(tmp_path / "data", [get(f"{base}/so/{n}") for n in range(40)], largest_file=6_000)
    log = done.finish()
    passed = [note for note in done.notes() if "error" not in note]
    refused = [note for note in done.notes() if "error" in note]
    assert passed
    assert {note["error"] for note in refused} == {"Unrecorded"}
    assert len(refused) <= 16  # CONCURRENT_REQUESTS: those in flight; the rest were not asked for
    errors = [line for line in log.splitlines() if " ERROR: " in line]
    assert len(errors) == 1, log
    assert "cannot write WARC records: File too large; make room or set another ARCHIVE_DIR" in errors[0]
    assert "Spider closed (warc-unwritable)" in log
    for note in passed:
        assert read(tmp_path / "data" / "warc", WarcRef(*note["ref"])).status == 200
    warc_check(tmp_path / "data")


def test_a_disk_full_from_the_start_is_one_line_too(base: str, tmp_path: Path) -> None:
    done = crawl(tmp_path / "data", [get(f"{base}/so/1")], largest_file=200)
    log = done.finish()
    assert log.count(" ERROR: ") == 1, log
    assert "Traceback" not in log
    assert "Spider closed (warc-unwritable)" in log
    assert [note["error"] for note in done.notes()] == ["Unrecorded"]
    assert list((tmp_path / "data" / "warc").iterdir()) == []


def test_an_archive_that_cannot_be_made_stops_the_crawl_before_it_starts(base: str, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way")
    done = crawl(tmp_path / "data", [get(f"{base}/so/1")])
    log = done.finish()
    assert "cannot write WARC records: Not a directory; make room or set another ARCHIVE_DIR" in log
    assert done.process.returncode == 1
    assert done.notes() == []


def stopped_crawl(base: str, archive: Path, *signals: signal.Signals) -> Crawl:
    """A crawl that got five answers, waits for a sixth, and is stopped by the signals."""
    stopped = crawl(archive, [get(f"{base}/so/{n}") for n in range(5)] + [get(base + "/treo.htm")])
    stopped.wait_for_notes(5)
    for number in signals:
        stopped.process.send_signal(number)
        time.sleep(0.5)  # Scrapy takes a second signal that comes with the first for one
    stopped.finish()
    for note in stopped.notes():
        assert read(archive / "warc", WarcRef(*note["ref"])).status == 200
    return stopped


def test_after_kill_9_the_next_crawl_cuts_the_torn_tail_and_says_so(base: str, tmp_path: Path) -> None:
    archive = tmp_path / "data"
    stopped = stopped_crawl(base, archive, signal.SIGKILL)
    (left,) = (archive / "warc").iterdir()
    assert left.name.endswith(".open")
    with left.open("ab") as torn:
        torn.write(left.read_bytes()[:200])
    log = crawl(archive, [get(f"{base}/so/9")]).finish()
    assert f"WARC repair: {left.stem}: left open, 13 whole records kept, 200 bytes of a torn tail cut off" in log
    assert not list((archive / "warc").glob("*.open"))
    warc_check(archive)
    for note in stopped.notes():
        assert read(archive / "warc", WarcRef(*note["ref"])).status == 200


def test_ctrl_c_twice_leaves_a_whole_file(base: str, tmp_path: Path) -> None:
    stopped_crawl(base, tmp_path / "data", signal.SIGINT, signal.SIGINT)
    assert len(recorded(tmp_path / "data")) == 13
    warc_check(tmp_path / "data")


def test_two_crawls_at_once_write_in_no_file_of_each_other(base: str, tmp_path: Path) -> None:
    """One that begins when the other has ended may go on with its file; what overlaps would be torn."""
    both = [crawl(tmp_path / "data", [get(f"{base}/so/{n}") for n in range(30)]) for _ in range(2)]
    for one in both:
        assert "WARC repair" not in one.finish()
    places = {tuple(note["ref"][:2]) for one in both for note in one.notes()}
    assert len(places) == 60
    warc_check(tmp_path / "data")
