"""pywb replays what was recorded.

pywb pins older libraries than the crawler runs on, so it needs an environment of its own: `.venv-pywb` at the project's
root, which `make test` fills, or anywhere on PATH.
"""

import gzip
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from crawler.corpus.captures import PagesAlone
from tests.corpus.making import exported
from tests.corpus.test_wacz import package
from tests.warc.samples import HTML, MOMENT, PAGE, exchange, writer

ROOT = Path(__file__).parents[2]
SEARCHED = f"{ROOT / '.venv-pywb' / 'bin'}:{os.environ['PATH']}"
URL = "http://bao.example/bai.htm"
ROBOTS = b"User-agent: *\nDisallow: /cam\n"
GZIPPED = (*HTML, (b"Content-Encoding", b"gzip"))


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HTTPConnection]:
    """A running pywb over two files of a crawl and its repetition on the next two days."""
    home = tmp_path_factory.mktemp("pywb")
    warc = writer(home / "warc")
    first = warc.write(exchange(URL, PAGE, headers=(*HTML, (b"ETag", b'"1"'))))
    warc.write(exchange("http://bao.example/mat.htm", b"khong con", status=404))
    warc.write(exchange("http://bao.example/robots.txt", ROBOTS, headers=((b"Content-Type", b"text/plain"),)))
    warc.write(exchange("http://bao.example/cu.htm", b"da chuyen", status=301, headers=((b"Location", b"/bai.htm"),)))
    warc.write(exchange("http://bao.example/gzip.htm", gzip.compress(PAGE), headers=GZIPPED))
    warc.close()
    later = writer(home / "warc")
    again = later.write(exchange(URL, PAGE, at=MOMENT + timedelta(days=1), earlier=first))
    later.write(exchange(URL, b"", status=304, at=MOMENT + timedelta(days=2), earlier=first, headers=()))
    later.close()
    package([replace(exported(1), warc=again)], PagesAlone(home / "warc"), home / "bao.wacz")
    _run(home, "wb-manager", "init", "goi")
    _run(home, "wb-manager", "add", "goi", "--unpack-wacz", "bao.wacz")
    _run(home, "wb-manager", "init", "kho")
    _run(home, "wb-manager", "add", "kho", *map(str, sorted((home / "warc").iterdir())))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [_tool("wayback"), "-b", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with closing(_connected(port)) as connection:
            yield connection
    finally:
        process.terminate()
        process.wait(timeout=20)


def _tool(name: str) -> str:
    found = shutil.which(name, path=SEARCHED)
    assert found is not None, f"{name} of pywb is missing: make .venv-pywb/stamp"
    return found


def _run(home: Path, name: str, *arguments: str) -> None:
    subprocess.run([_tool(name), *arguments], cwd=home, check=True, capture_output=True)


def _connected(port: int) -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    end = time.monotonic() + 30
    while True:
        try:
            connection.connect()
        except ConnectionRefusedError:
            assert time.monotonic() < end, "pywb does not start"
            time.sleep(0.2)
        else:
            return connection


def ask(replay: HTTPConnection, moment: str, url: str, *, of: str = "kho") -> tuple[int, str | None, bytes]:
    """Status, date of the capture and body of `url` as it was at `moment`, not rewritten, in one of the collections."""
    replay.request("GET", f"/{of}/{moment}id_/{url}")
    answer = replay.getresponse()
    return answer.status, answer.getheader("memento-datetime"), answer.read()


def test_pages_are_replayed_as_served(replay: HTTPConnection) -> None:
    assert ask(replay, "20251120010203", URL) == (200, "Thu, 20 Nov 2025 01:02:03 GMT", PAGE)
    assert ask(replay, "20251120010203", "http://bao.example/mat.htm")[::2] == (404, b"khong con")


def test_robots_txt_and_redirects_are_replayed_too(replay: HTTPConnection) -> None:
    assert ask(replay, "20251120010203", "http://bao.example/robots.txt")[::2] == (200, ROBOTS)
    replay.request("GET", "/kho/20251120010203id_/http://bao.example/cu.htm")
    answer = replay.getresponse()
    assert (answer.status, answer.read()) == (301, b"da chuyen")
    assert str(answer.getheader("location")).endswith(URL.removeprefix("http://bao.example"))


def test_a_compressed_page_is_replayed_unpacked_for_who_asks_so(replay: HTTPConnection) -> None:
    assert ask(replay, "20251120010203", "http://bao.example/gzip.htm")[::2] == (200, PAGE)


def test_a_wacz_of_one_page_is_replayed_and_holds_no_other(replay: HTTPConnection) -> None:
    assert ask(replay, "20251121010203", URL, of="goi") == (200, "Fri, 21 Nov 2025 01:02:03 GMT", PAGE)
    assert ask(replay, "20251120010203", URL, of="goi") == (200, "Thu, 20 Nov 2025 01:02:03 GMT", PAGE)
    assert ask(replay, "20251120010203", "http://bao.example/mat.htm", of="goi")[0] == 404
    assert ask(replay, "20251120010203", "http://bao.example/robots.txt", of="goi")[0] == 404


def test_an_unchanged_payload_is_replayed_from_the_first_capture(replay: HTTPConnection) -> None:
    assert ask(replay, "20251121010203", URL) == (200, "Fri, 21 Nov 2025 01:02:03 GMT", PAGE)


def test_a_304_is_replayed_as_the_304_it_was(replay: HTTPConnection) -> None:
    assert ask(replay, "20251122010203", URL) == (304, "Sat, 22 Nov 2025 01:02:03 GMT", b"")
