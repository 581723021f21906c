"""A page must not reach our own network: private, loopback and link-local addresses are refused before a connection."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Request
from scrapy.resolver import dnscache

from crawler.urls import DEFAULT_PORTS


class PrivateAddress(IgnoreRequest):
    """The request leads into a private network."""


class NoWebAddress(IgnoreRequest):
    """The request is not for http or https: `file:`, `data:`, `ftp:`, or no host."""


class PrivateHosts:
    """Downloader middleware above all others: it sees redirects and robots.txt requests too.

    A name is resolved here, once, and the checked address is what Scrapy's resolver connects to, so that a name that
    answers differently the second time (DNS rebinding) gains nothing. Raises PrivateAddress and NoWebAddress.
    """

    def __init__(self, allowed: frozenset[str], timeout: float) -> None:
        self._allowed = allowed
        self._timeout = timeout

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        hosts = crawler.settings.getlist("PRIVATE_HOSTS_ALLOWED")
        allowed = frozenset(host.strip().lower() for host in hosts if host.strip())
        return cls(allowed, crawler.settings.getfloat("DNS_TIMEOUT"))

    async def process_request(self, request: Request) -> None:
        scheme, name, port = _target(request.url)
        if scheme not in DEFAULT_PORTS or not name:
            raise NoWebAddress(f"no web address: {request.url[:200]}")
        if self._allowed.isdisjoint({name, f"{name}:{port}", f"[{name}]", f"[{name}]:{port}"}):
            await self._check(name)

    async def _check(self, name: str) -> None:
        address = _literal(name) or _literal(str(dnscache.get(name, ""))) or await self._resolve(name)
        if not is_public(address):
            raise PrivateAddress(f"{name} is the private address {address}")

    async def _resolve(self, name: str) -> IPv4Address | IPv6Address:
        """The address of the name, kept for the connection. Scrapy's resolver knows IPv4 only, so does this."""
        loop = asyncio.get_running_loop()
        try:
            look_up = loop.getaddrinfo(name, None, family=socket.AF_INET, type=socket.SOCK_STREAM)
            answers = await asyncio.wait_for(look_up, self._timeout)
        except (OSError, UnicodeError, TimeoutError) as error:
            raise CannotResolveHostError(f"{name}: {error}") from error
        address = str(answers[0][4][0])
        dnscache[name] = address
        return ip_address(address)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """True for an address of the open internet; an IPv4 address inside an IPv6 one counts as itself."""
    inner = (address.ipv4_mapped or address.sixtofour) if isinstance(address, IPv6Address) else None
    plain = inner or address
    return plain.is_global and not plain.is_multicast


def _target(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return "", "", None


def _literal(name: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(name)
    except ValueError:
        return None
