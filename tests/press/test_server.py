"""The papers answer as real ones do: listings, conditional requests, encodings, robots, errors."""

import gzip
import http.client
import json
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import feedparser
import pytest

from tests.press import Press, load_articles, load_not_articles, serve_press
from tests.press.reply import Reply, route_key

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve_press() as running:
        yield running


def ask(press: Press, paper: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(press.addresses[paper], timeout=5)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def paths_in(text: str, address: str) -> list[str]:
    links = re.findall(r"(?:href=[\"']|<loc>|<link>)([^\"'<]+)", unescape(text))
    return [link.removeprefix(f"http://{address}") for link in links]


def paths_of(press: Press, paper: str) -> set[str]:
    address = press.addresses[paper]
    return {press.url(a).removeprefix(f"http://{address}") for a in load_articles() if a.paper == paper}


def listed(press: Press, paper: str, site: dict[str, list[str]]) -> set[str]:
    """What a reader finds who follows feeds, sitemaps and section pages, sitemaps of sitemaps and `next` included."""
    address = press.addresses[paper]
    todo = [
        url.removeprefix(f"http://{address}") for key in ("feeds", "sitemaps", "sections") for url in site.get(key, [])
    ]
    seen: set[str] = set()
    for path in todo:
        body = ask(press, paper, path)[1]
        text = (gzip.decompress(body) if path.endswith(".gz") else body).decode("utf-8-sig")
        seen.update(route_key(link) for link in paths_in(text, address))
        more = [link for link in paths_in(text, address) if "sitemap" in link or "/trang-" in link]
        todo.extend(link for link in more if link not in todo)
    return seen


def test_listings_lead_to_every_article_and_oddity(press: Press, tmp_path: Path) -> None:
    for file in press.write_sites(tmp_path):
        site = tomllib.loads(file.read_text(encoding="utf-8"))
        found = listed(press, site["id"], site)
        moved = {path for path in found if ask(press, site["id"], path)[0].status == 301}
        assert len(paths_of(press, site["id"]) - found) == len(moved), site["id"]
        others = {page.path for page in load_not_articles() if page.paper == site["id"] and page.path != "/hang"}
        assert others <= found


def test_site_files_match_articles_and_only_denied_pages_are_denied(press: Press, tmp_path: Path) -> None:
    for file in press.write_sites(tmp_path):
        site = tomllib.loads(file.read_text(encoding="utf-8"))
        assert site["domains"] == [press.addresses[site["id"]]]
        assert all(re.search(site["article_url"], path) for path in paths_of(press, site["id"]))
        for page in load_not_articles():
            if page.paper == site["id"]:
                assert any(re.search(rule, page.path) for rule in site.get("deny", [])) == (not page.reasons)


def test_feeds_parse_with_dates(press: Press) -> None:
    for paper, path in (("dongbang", "/rss/home.rss"), ("bencu", "/feeds/posts/default"), ("vungcao", "/rss.php")):
        feed = feedparser.parse(ask(press, paper, path)[1])
        assert not feed.bozo
        assert all(entry.published_parsed and entry.link for entry in feed.entries)
    assert ask(press, "dongbang", "/rss/home.rss")[1].startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(("paper", "path"), [("dongbang", "/rss/home.rss"), ("bencu", "/feeds/posts/default")])
def test_feeds_honour_conditional_requests(press: Press, paper: str, path: str) -> None:
    first, body = ask(press, paper, path)
    assert body
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert ask(press, paper, path, If_None_Match=etag)[0].status == 304
    assert ask(press, paper, path, If_Modified_Since=modified)[0].status == 304
    assert ask(press, paper, path, If_None_Match='"another"')[0].status == 200


def test_each_paper_sends_bytes_in_its_own_way(press: Press) -> None:
    zipped, body = ask(press, "nhipcho", "/thi-truong.chn", Accept_Encoding="gzip")
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert b"thi-truong/trang-2.chn" in gzip.decompress(body)
    assert ask(press, "songlam", "/sitemap.xml")[0].headers["Transfer-Encoding"] == "chunked"
    assert ask(press, "vungcao", "/rss.php")[0].version == 10


def test_robots_of_songlam_slow_down_and_forbid(press: Press) -> None:
    text = ask(press, "songlam", "/robots.txt")[1].decode()
    assert "Crawl-delay: 0.05" in text
    assert "Disallow: /in-bai/" in text


def test_section_pages_end_empty_or_repeat_the_last(press: Press) -> None:
    def links(path: str) -> list[str]:
        return re.findall(r"<h3><a href=\"([^\"]+)", ask(press, "nhipcho", path)[1].decode())

    def last(section: str) -> int:
        text = ask(press, "nhipcho", f"/{section}.chn")[1].decode()
        return max(int(n) for n in re.findall(r"trang-(\d+)", text))

    end = last("thi-truong")
    assert links(f"/thi-truong/trang-{end}.chn") == links(f"/thi-truong/trang-{end - 1}.chn") != []
    assert links(f"/nong-san/trang-{last('nong-san')}.chn") == []


def test_vungcao_has_errors_a_redirect_and_a_page_that_hangs_when_told_so(press: Press) -> None:
    statuses = {
        page.path: ask(press, "vungcao", page.path)[0].status for page in load_not_articles() if page.paper == "vungcao"
    }
    assert [statuses[f"/index.php?id={n}&muc=thoi-su"] for n in (9002, 9404, 9500)] == [200, 404, 500]
    assert statuses["/hang"] == 404
    with serve_press(hanging=True) as hanging:
        connection = http.client.HTTPConnection(hanging.addresses["vungcao"], timeout=0.3)
        connection.request("GET", "/hang")
        with pytest.raises(TimeoutError):
            connection.getresponse()
        connection.close()


def test_requests_are_counted_with_path_and_time() -> None:
    with serve_press() as press:
        before = time.monotonic()
        ask(press, "bencu", "/nothing?x=1", User_Agent="reader")
        (hit,) = press.hits
    assert (hit.paper, hit.path, hit.status, hit.user_agent) == ("bencu", "/nothing?x=1", 404, "reader")
    assert before <= hit.at <= time.monotonic()


def test_an_answer_can_be_changed_while_the_press_runs() -> None:
    with serve_press() as press:
        article = next(article for article in load_articles() if article.paper == "vungcao")
        path = press.url(article).removeprefix(f"http://{press.addresses['vungcao']}")
        press.put("vungcao", path, Reply(b"", status=410))
        assert ask(press, "vungcao", path)[0].status == 410


def test_a_taken_port_is_said_and_nothing_is_left_open() -> None:
    with serve_press() as press:
        taken = int(press.addresses["songlam"].rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), serve_press(taken):
            pass


def test_campaign_parameters_and_their_order_do_not_matter() -> None:
    assert route_key("/a?utm_source=rss&b=2&a=1&fbclid=x") == "/a?a=1&b=2"
    assert route_key("/a?utm_source=rss") == "/a"


def test_the_press_serves_from_the_shell_until_it_is_told_to_stop(tmp_path: Path) -> None:
    ports, sites = tmp_path / "ports.json", tmp_path / "sites"
    command = [sys.executable, "-m", "tests.press", "--ports-file", str(ports), "--sites", str(sites)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert first.startswith("dongbang http://127.0.0.1:")
            assert len(json.loads(ports.read_text())) == len(list(sites.glob("*.toml"))) == 5
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
