import gzip
import os
from pathlib import Path

import pytest

from tests.crawling import Home
from tests.spiders.crawl import crawl, write_site
from tests.spiders.town import Answer, House, article, moved, open_house


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("urls")
    return Home(folder, folder / "sites", "")


def listed(home: Home, *lines: str) -> str:
    file = home.folder / "urls.txt"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return f"file={file}"


def allowing(home: Home, *houses: House) -> Home:
    return Home(home.folder, home.sites, ",".join(house.address for house in houses))


def hostile(house: House) -> None:
    """Every kind of answer that brings no page, each under a path of its own."""
    house.routes = {
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /cam/\n", content_type="text/plain"),
        "/tin-hay.html": article(),
        "/vong-1": moved("/vong-2"),
        "/vong-2": moved("/vong-1"),
        "/nha": moved("/"),
        "/": article("Trang nhất"),
        "/mang-trong": moved("http://127.0.0.2:9/bi-mat"),
        "/tep": moved("file:///etc/passwd"),
        "/anh": Answer(b"\x89PNG\r\n\x1a\n" + b"\0" * 200, content_type="image/png"),
        "/loi": Answer(b"<html>", 500),
        "/to": Answer(b"x" * 100, length=300_000_000),
        "/dai": Answer(b"<html>" + b"x" * 400_000),
        "/bom": Answer(gzip.compress(b"<html>" + b" " * 40_000_000), headers=(("Content-Encoding", "gzip"),)),
        "/cut": Answer(b"<html><body>M", length=5000),
        "/nho-giot": Answer(b"<html>" + b"x" * 500, drip=0.2),
        "/van-ban": Answer(article().body, content_type="text/plain"),
        "/sai-ma": Answer(article().body, content_type="text/html; charset=no-such-charset"),
        "/nen-hong": Answer(b"\x1f\x8bnot gzip", headers=(("Content-Encoding", "gzip"),)),
    }


def test_every_address_ends_as_a_page_or_as_a_named_reason(home: Home) -> None:
    with open_house() as house:
        hostile(house)
        b = house.base
        odd = ["ftp://a.vn/x", "file:///etc/passwd", "không phải địa chỉ", "http://", "http://[", "data:text/html,x"]
        odd += ["http://bad host/x", "http://10.0.0.1/x", "http://[::1]/x", "http://169.254.169.254/latest"]
        odd += ["http://localhost/x", "http://khong-co.invalid/x", "http://127.1/x", "http://2130706433/x"]
        paths = [*house.routes, "/cam/tin.html", "/khong-co"]
        lines = [*odd, *(b + path for path in paths if path != "/robots.txt"), "# lời bàn", "", b + "/tin-hay.html#x"]
        limits = {"DOWNLOAD_MAXSIZE": 300_000, "DOWNLOAD_TIMEOUT": 2, "REDIRECT_MAX_TIMES": 4, "DNS_TIMEOUT": 2}
        outcome = crawl(allowing(home, house), "urls", "-a", listed(home, *lines), settings=limits)
    assert outcome.status == 0
    assert "Traceback" not in outcome.log
    reasons = outcome.reasons()
    assert set(outcome.pages) == {b + path for path in ("/tin-hay.html", "/", "/van-ban", "/sai-ma")}
    assert all(page["recorded"] for page in outcome.pages.values())
    assert {url.removeprefix(b): reason for url, reason in reasons.items()} == {
        "ftp://a.vn/x": "no-web-address",
        "file:///etc/passwd": "no-web-address",
        "không phải địa chỉ": "no-web-address",
        "http://": "no-web-address",
        "http://[": "no-web-address",
        "data:text/html,x": "no-web-address",
        "http://bad host/x": "dns-failed",
        "http://10.0.0.1/x": "private-address",
        "http://[::1]/x": "private-address",
        "http://169.254.169.254/latest": "private-address",
        "http://localhost/x": "private-address",
        "http://127.1/x": "private-address",
        "http://2130706433/x": "private-address",
        "http://khong-co.invalid/x": "dns-failed",
        "/vong-1": "too-many-redirects",
        "/vong-2": "too-many-redirects",
        "/nha": "soft-404",
        "/mang-trong": "private-address",
        "/tep": "http-error",
        "/anh": "not-html",
        "/loi": "http-error",
        "/to": "body-too-large",
        "/dai": "body-too-large",
        "/bom": "body-too-large",
        "/cut": "connection-failed",
        "/nho-giot": "download-timeout",
        "/nen-hong": "connection-failed",
        "/cam/tin.html": "robots-denied",
        "/khong-co": "http-error",
    }
    assert "/cam/tin.html" not in house.paths()
    assert house.asked("/tin-hay.html") == 1


def test_an_address_beyond_the_limit_is_named(home: Home) -> None:
    long = "http://10.0.0.1/" + "ế" * 800  # 816 characters, 7,216 on the wire
    outcome = crawl(home, "urls", "-a", listed(home, long))
    (failure,) = outcome.failures.values()
    assert (failure["reason"], failure["detail"]) == (
        "no-web-address",
        f"an address of {16 + 800 * 9} characters; 2083 are allowed",
    )


def test_sites_come_from_site_files_or_from_the_host(home: Home) -> None:
    with open_house() as known, open_house() as stranger:
        known.routes = {"/tin.html": article(), "/sang": moved(f"{stranger.base}/tin.html")}
        stranger.routes = {"/tin.html": article(), "/tin-khac.html": article()}
        write_site(home.sites, known, "bao-quen", {})
        lines = [f"{known.base}/tin.html", f"{known.base}/sang", f"{stranger.base}/tin-khac.html"]
        outcome = crawl(allowing(home, known, stranger), "urls", "-a", listed(home, *lines))
    sites = {url.rpartition("/")[2]: page["site"] for url, page in outcome.pages.items()}
    assert sites == {"tin.html": "bao-quen", "sang": "127-0-0-1", "tin-khac.html": "127-0-0-1"}
    assert outcome.failures == {}


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((), "urls needs a file of addresses: -a file=urls.txt"),
        (("-a", "file=/no/such/file"), "/no/such/file: cannot read this file of addresses: No such file or directory"),
        (("-a", "fiel=x"), "no argument 'fiel'; urls takes file"),
    ],
)
def test_bad_arguments_end_in_one_line(home: Home, arguments: tuple[str, ...], line: str) -> None:
    outcome = crawl(home, "urls", *arguments)
    assert outcome.status == 1
    assert line in outcome.log
    assert "Traceback" not in outcome.log


def test_a_file_of_bytes_is_read_to_its_end(home: Home) -> None:
    file = Path(home.folder / "bytes.txt")
    file.write_bytes(
        b"\xef\xbb\xbfhttp://10.0.0.1/a\r\n" + os.urandom(5000).replace(b"\n", b"") + b"\nhttp://10.0.0.2/b\n"
    )
    outcome = crawl(home, "urls", "-a", f"file={file}")
    assert outcome.status == 0
    assert outcome.reasons()["http://10.0.0.1/a"] == "private-address"
    assert outcome.reasons()["http://10.0.0.2/b"] == "private-address"
