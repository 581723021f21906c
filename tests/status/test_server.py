"""The server over a real archive: health, metrics, the page in a real browser."""

import http.client
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, sync_playwright
from prometheus_client.parser import text_string_to_metric_families

from crawler.alarms.values import Alarm
from crawler.archive import Archive, Keeper, Planned
from crawler.daemon.visit import Result
from crawler.errors import BadInput
from crawler.frontier import Frontier, Offered
from crawler.items import Fingerprinted
from crawler.neardup import fingerprint
from crawler.status import Source, StatusServer, parse_address
from crawler.status.page import bars
from crawler.status.snapshot import take
from crawler.status.words import WORDS, language_of
from tests.archive.making import article, page

HOSTILE = "<script>document.title='stolen'</script>"
FLAGS = [
    f"--{flag}"
    for flag in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
        "disable-component-update", "disable-sync",
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A running server."""

    server: StatusServer
    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        found = connection.getresponse()
        answer = Answer(
            found.status, found.read().decode(), {name.lower(): value for name, value in found.getheaders()}
        )
        connection.close()
        return answer

    def metrics(self) -> dict[tuple[str, tuple[str, ...]], float]:
        families = text_string_to_metric_families(self.ask("/metrics").body)
        return {
            (one.name, tuple(value for _, value in sorted(one.labels.items()))): one.value
            for family in families
            for one in family.samples
        }


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def source(database_url: str, tmp_path: Path) -> Source:
    """An archive with three articles of today, a queue, visits and an alarm, all with hostile names."""
    now = datetime.now(UTC)
    with Archive.open(database_url, tmp_path) as archive:
        for number in range(3):
            made = article(number)
            came = page(number, hours=(now - page(0).fetched_at) // timedelta(hours=1))
            archive.store_many([Fingerprinted(came, made, fingerprint(made.text))])
        offered = [
            Offered(f"https://x.example/{n}", (f"https://x.example/{n}",), "bao-do", "sitemap") for n in range(5)
        ]
        Frontier(archive.database, "test").offer(offered)
    with Keeper(database_url, tmp_path) as keeper:
        at = now - timedelta(minutes=5)
        plan = Planned(
            "bao-thu",
            "feeds",
            "https://x.example/rss",
            now + timedelta(minutes=12),
            at,
            900,
            f"crashed {HOSTILE}",
            2,
            "{}",
        )
        keeper.keep([plan])
    advice = "look at https://x.example/?a=1&b=<i>"
    alarm = Alarm(HOSTILE, "listing-dead", "https://x.example/rss", now, now, f"0 of 31 {HOSTILE}", advice)
    return Source(database_url, tmp_path, lambda: {"bao-thu": HOSTILE, "bao-do": ""}, lambda: [alarm])


@contextmanager
def shown(source: Source) -> Iterator[Shown]:
    """The server, once it has its first figures."""
    port = free_port()
    with StatusServer(("127.0.0.1", port), source) as server:
        found = Shown(server, port)
        wait_for(lambda: ("khobao_snapshot_timestamp_seconds", ()) in found.metrics())
        yield found


def noted(said: list[str], message: ConsoleMessage) -> None:
    said.append(message.text)


def wait_for(come: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not come():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield chromium
        chromium.close()


def test_metrics_can_be_parsed_and_say_what_is_there(source: Source) -> None:
    with shown(source) as server:
        result = Result(
            "done", False, 3.5, {"bao-thu": {"found/feed": 4, "archived/new": 3, "failure/too-short": 1, "bytes": 9}}
        )
        server.server.pulse.visited(result)
        found = server.metrics()
        text = server.ask("/metrics").body
    assert found["khobao_articles", ("bao-thu",)] == found["khobao_articles_today", ("bao-thu",)] == 3
    assert found["khobao_frontier_pages", ("bao-do", "waiting")] == 5
    assert found["khobao_site_broken_visits", ("bao-thu",)] == 2
    assert found["khobao_site_next_visit_timestamp_seconds", ("bao-thu",)] > time.time()
    assert found["khobao_visits_total", ("done",)] == found["khobao_visit_duration_seconds_count", ()] == 1
    assert found["khobao_pages_failed_total", ("too-short", "bao-thu")] == 1
    assert (found["khobao_pages_archived_total", ("bao-thu",)], found["khobao_received_bytes_total", ("bao-thu",)]) == (
        3,
        9,
    )
    assert found["khobao_alarms", ("listing-dead", HOSTILE)] == found["khobao_healthy", ()] == 1
    assert found["khobao_database_size_bytes", ()] > 10_000
    for family in text_string_to_metric_families(text):
        assert family.documentation, family.name
        assert family.type != "unknown", family.name
        assert family.name.startswith(("khobao_", "process_"))
        assert "_created" not in family.name
    assert not any(unit in text for unit in ("_ms", "_milliseconds", "_kb", "_mb", "_minutes"))


def test_health_is_a_status_and_a_line(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    with shown(source) as server:
        well = server.ask("/healthz")
        assert (well.status, well.body) == (200, "ok\n")
        real = time.monotonic
        monkeypatch.setattr("crawler.status.pulse.time.monotonic", lambda: real() + 1000)
        dead = server.ask("/healthz")
        assert (dead.status, dead.body.count("\n")) == (503, 1)
        assert "last alive 10" in dead.body


def test_a_database_that_is_gone_is_unhealthy_and_the_page_still_answers(tmp_path: Path) -> None:
    missing = Source(f"sqlite:///{tmp_path}/no.db", tmp_path, dict)
    with StatusServer(("127.0.0.1", port := free_port()), missing) as server:
        found = Shown(server, port)
        wait_for(lambda: found.ask("/healthz").status == 503)
        assert "there is no such file" in found.ask("/healthz").body
        assert found.metrics()["khobao_healthy", ()] == 0
        assert "Gathering figures" in found.ask("/?lang=en").body


def test_only_reading_is_answered_with_a_strict_policy(source: Source) -> None:
    with shown(source) as server:
        for method in ("POST", "PUT", "DELETE"):
            assert server.ask("/", method).status == 405
        assert server.ask("/", "HEAD").body == ""
        assert server.ask("/../etc/passwd").status == server.ask("/templates/status.html").status == 404
        answer = server.ask("/")
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self';")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert "style=" not in answer.body
        assert HOSTILE not in answer.body
        assert "&lt;script&gt;" in answer.body
        too_long = server.ask("/", Cookie="x" * 20_000)
        assert too_long.status == 431


def test_the_language_is_the_readers(source: Source) -> None:
    with shown(source) as server:
        assert '<html lang="vi">' in server.ask("/").body
        assert '<html lang="en">' in server.ask("/", Accept_Language="fr;q=1, en-GB;q=0.8, vi;q=0.2").body
        assert '<html lang="vi">' in server.ask("/?lang=vi", Accept_Language="en").body
        assert '<html lang="vi">' in server.ask("/?lang=<b>", Accept_Language="vi").body
    assert language_of(None, "en;q=x, ;;;,vi") == "vi"
    assert all(all(both) for both in WORDS.values())


def test_a_browser_shows_it_on_a_phone_in_the_dark_without_a_script(
    source: Source, browser: Browser, tmp_path: Path
) -> None:
    with shown(source) as server:
        for width, scheme in ((1200, "light"), (360, "dark")):
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-US")  # type: ignore[arg-type]
            seen, said = context.new_page(), list[str]()
            seen.on("console", partial(noted, said))
            seen.goto(f"http://127.0.0.1:{server.port}/")
            assert seen.title() == "Kho Báo: status"
            assert said == []
            assert seen.locator("tbody tr").count() == 2
            assert seen.locator("tbody th", has_text=HOSTILE).count() == 1
            assert seen.locator(".alarm").inner_text().count(HOSTILE) == 2
            assert seen.locator(".chart rect:not(.hit)").count() == 30
            assert seen.evaluate("document.documentElement.scrollWidth") <= width
            dark = seen.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (dark == "rgb(25, 24, 23)") == (scheme == "dark")
            seen.screenshot(path=tmp_path / f"{scheme}.png")
            context.close()


def test_a_snapshot_counts_what_the_archive_holds(source: Source) -> None:
    found = take(source)
    assert {site.id: (site.articles, site.today, site.waiting) for site in found.sites} == {
        "bao-do": (0, 0, 5), "bao-thu": (3, 3, 0)
    }  # fmt: skip
    assert (found.articles, found.totals[-1], sum(found.totals)) == (3, 3, 3)
    assert found.disk.free <= found.disk.total


def test_bars_show_whatever_is_not_nothing() -> None:
    assert [bar.height for bar in bars([0, 1, 1000], 70)] == [0, 1.5, 70]
    assert [bar.height for bar in bars([0, 0], 70)] == [0, 0]


def test_an_address_that_cannot_be_had_is_one_line(source: Source) -> None:
    assert parse_address("8017") == ("127.0.0.1", 8017)
    assert parse_address("[::1]:8017") == ("::1", 8017)
    for wrong in ("0", "70000", "http://x", "a b:1", ""):
        with pytest.raises(BadInput, match="such as 8017"):
            parse_address(wrong)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadInput, match="cannot listen there"):
            StatusServer(("127.0.0.1", taken.getsockname()[1]), source)
