"""pywb replays what was recorded.

pywb pins older libraries than the crawler runs on, so it needs an environment of its own: `.venv-pywb` at the project's
root, which `make test` fills, or anywhere on PATH.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.warc.samples import HTML, MOMENT, PAGE, exchange, writer

ROOT = Path(__file__).parents[2]
SEARCHED = f"{ROOT / '.venv-pywb' / 'bin'}:{os.environ['PATH']}"
URL = "http://bao.example/bai.htm"


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HTTPConnection]:
    """A running pywb over two files of a crawl and its repetition on the next two days."""
    home = tmp_path_factory.mktemp("pywb")
    warc = writer(home / "warc")
    first = warc.write(exchange(URL, PAGE, headers=(*HTML, (b"ETag", b'"1"'))))
    warc.write(exchange("http://bao.example/mat.htm", b"khong con", status=404))
    warc.close()
    later = writer(home / "warc")
    later.write(exchange(URL, PAGE, at=MOMENT + timedelta(days=1), earlier=first))
    later.write(exchange(URL, b"", status=304, at=MOMENT + timedelta(days=2), earlier=first, headers=()))
    later.close()
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


def ask(replay: HTTPConnection, moment: str, url: str) -> tuple[int, str | None, bytes]:
    """Status, date of the capture and body of `url` as it was at `moment`, not rewritten."""
    replay.request("GET", f"/kho/{moment}id_/{url}")
    answer = replay.getresponse()
    return answer.status, answer.getheader("memento-datetime"), answer.read()


def test_pages_are_replayed_as_served(replay: HTTPConnection) -> None:
    assert ask(replay, "20251120010203", URL) == (200, "Thu, 20 Nov 2025 01:02:03 GMT", PAGE)
    assert ask(replay, "20251120010203", "http://bao.example/mat.htm")[::2] == (404, b"khong con")


def test_an_unchanged_payload_is_replayed_from_the_first_capture(replay: HTTPConnection) -> None:
    assert ask(replay, "20251121010203", URL) == (200, "Fri, 21 Nov 2025 01:02:03 GMT", PAGE)


def test_a_304_is_replayed_as_the_304_it_was(replay: HTTPConnection) -> None:
    assert ask(replay, "20251122010203", URL) == (304, "Sat, 22 Nov 2025 01:02:03 GMT", b"")
