import asyncio
import socket
from collections.abc import Iterator
from ipaddress import ip_address

import pytest
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request
from scrapy.resolver import dnscache

from crawler.components.private_hosts import NoWebAddress, PrivateAddress, PrivateHosts, is_public


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    dnscache.clear()
    yield
    dnscache.clear()


def check(url: str, allowed: str = "") -> None:
    hosts = PrivateHosts(frozenset(allowed.split(",")), timeout=2)
    asyncio.run(hosts.process_request(Request(url)))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:0001::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://localhost:8000/x",
        "http://[::1]/x",
        "http://127.1/x",
        "http://2130706433/x",
        "http://0x7f000001/x",
        "http://user:secret@10.0.0.1/x",
    ],
)
def test_private_addresses_in_every_dress_are_refused(url: str) -> None:
    with pytest.raises(PrivateAddress):
        check(url)


@pytest.mark.parametrize("url", ["ftp://8.8.8.8/x", "file:///etc/passwd", "data:text/plain,x", "s3://bucket/x"])
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(NoWebAddress):
        check(url)


def test_allowed_hosts_are_named_with_or_without_port() -> None:
    check("http://127.0.0.1:8000/x", "127.0.0.1:8000")
    check("http://127.0.0.1:9/x", "127.0.0.1")
    check("http://LOCALHOST:80/x", "localhost:80")
    check("http://[::1]:8000/x", "[::1]:8000")
    with pytest.raises(PrivateAddress):
        check("http://127.0.0.1:8001/x", "127.0.0.1:8000")


def test_a_name_is_asked_once_and_connected_to_where_it_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])  # a name server that changes its mind

    def rebinding(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 0))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    check("http://bao.example/x")
    check("http://bao.example/y")
    assert dnscache["bao.example"] == "93.184.216.34"


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.0.7", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    for path in ("x", "y"):
        with pytest.raises(PrivateAddress, match=r"bao\.example is the private address 192\.168\.0\.7"):
            check(f"http://bao.example/{path}")


def test_an_unknown_name_is_a_dns_failure() -> None:
    with pytest.raises(CannotResolveHostError):
        check("http://khong-co.invalid/")
