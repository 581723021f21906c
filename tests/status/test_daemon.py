"""`khobao daemon --http`: the real daemon, asked while it visits."""

import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.crawling import khobao
from tests.daemon.test_daemon import daemon
from tests.killing import open_town
from tests.status.test_server import free_port, wait_for


def body(port: int, path: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            text: str = answer.read().decode()
            return text
    except urllib.error.URLError:
        return ""


def test_the_daemon_tells_that_it_is_well_and_what_visits_brought(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=1, articles=3, delay=0) as (_, home):
        port = free_port()
        with daemon(home, "--http", f"{port}") as process:
            wait_for(lambda: body(port, "/healthz") == "ok\n")
            wait_for(lambda: 'khobao_pages_archived_total{site="bao-0"} 3.0' in body(port, "/metrics"))
            time.sleep(0.5)
            page = body(port, "/?lang=en")
            assert "All is well" in page
            assert "bao-0" in page
            families = {one.name: one.type for one in text_string_to_metric_families(body(port, "/metrics"))}
            assert families["khobao_visits"] == "counter"
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        assert body(port, "/healthz") == ""


def test_a_port_in_use_is_one_line_and_nothing_is_visited(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=1, articles=1, delay=0) as (town, home), socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for address, said in ((f"{port}", "cannot listen there"), ("nowhere", "write a port")):
            done = khobao(home, "daemon", "--http", address)
            assert (done.returncode, done.stdout) == (1, "")
            (line,) = [line for line in done.stderr.splitlines() if line.startswith("khobao:")]
            assert said in line
        assert town.hits == 0
