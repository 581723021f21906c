"""RSS and Atom as they are in the wild."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import feedparser

from crawler.discovery.entries import Entry, clean_title, clean_url, parse_time
from crawler.errors import Reason

MAX_ENTRIES = 5000  # VietNamNet lists about 1,000; more is a trap
MAX_BYTES = 4 * 1024 * 1024  # feedparser reads 2 MB a second, and nothing else runs meanwhile
_NOW = timedelta(minutes=2)  # the clocks of two servers, and the time that a feed takes
_AT_ONCE = 5  # articles that no paper prints within that time and nothing before them
_BOM = b"\xef\xbb\xbf"
_DECLARED_UTF16 = re.compile(rb"^(\s*<\?xml[^>]*encoding=[\"'])utf-?16[^\"']*", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SNIFFED = 4096
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,20})|(\d{1,20}));")
_SURROGATES = range(0xD800, 0xE000)
_HIGHEST = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed in its order; `problem` is BROKEN_FEED for what is no feed, EMPTY_FEED for no items."""

    entries: tuple[Entry, ...]
    problem: Reason | None = None


def is_feed(body: bytes) -> bool:
    """True when the body starts as RSS, RDF or Atom."""
    return _ROOT.search(body[:_SNIFFED].replace(b"\x00", b"")) is not None


def is_dated_now(entries: Collection[Entry], now: datetime) -> bool:
    """Whether a feed gives all of its entries the time at which it was asked: no dates of theirs."""
    times = [entry.published_at for entry in entries if entry.published_at is not None]
    return len(times) == len(entries) >= _AT_ONCE and all(abs(time - now) <= _NOW for time in times)


def parse_feed(body: bytes, url: str) -> Feed:
    """Entries of the feed that `url` answered with.

    feedparser's `bozo` flag is not asked: feeds with a bare `&` are whole but for the flag.
    """
    if not is_feed(body):
        return Feed((), Reason.BROKEN_FEED)
    try:
        parsed = feedparser.parse(_as_utf8(_cut(body)), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, OverflowError, LookupError, AssertionError):  # what its parts raise on what is no text
        return Feed((), Reason.BROKEN_FEED)
    entries = tuple(entry for item in parsed.entries[:MAX_ENTRIES] if (entry := _entry(item, url)) is not None)
    return Feed(entries, None if entries else Reason.EMPTY_FEED)


def _as_utf8(body: bytes) -> bytes:
    """Without BOM and blanks in front, and without a UTF-16 declaration over 8-bit text (vietnambiz.vn).

    References to what is no character go too: feedparser raises UnicodeEncodeError on half an emoji (`&#xD83D;`).
    """
    plain = body.removeprefix(_BOM).lstrip()
    if b"\x00" in plain[:_SNIFFED]:
        return body
    return _REFERENCE.sub(_if_character, _DECLARED_UTF16.sub(rb"\1utf-8", plain))


def _cut(body: bytes) -> bytes:
    """The first MAX_BYTES up to the end of a tag: half a character would cost the encoding of all the others."""
    return body if len(body) <= MAX_BYTES else body[: body.rfind(b">", 0, MAX_BYTES) + 1]


def _if_character(reference: re.Match[bytes]) -> bytes:
    hexadecimal, decimal = reference.groups()
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return b"" if number in _SURROGATES or not 0 < number <= _HIGHEST else reference[0]


def _entry(item: Any, base: str) -> Entry | None:
    link = clean_url(item.get("link") or _permalink(item))
    if not link:
        return None
    try:
        url = urljoin(base, link)
    except ValueError:  # an unclosed bracket in the host
        return None
    published = parse_time(item.get("published", ""))
    updated = parse_time(item["updated"]) if "updated" in item else None
    return Entry(url, clean_title(item.get("title", "")), published or updated, updated)


def _permalink(item: Any) -> str:
    """The guid, when it is an address: some feeds have nothing else."""
    identity = str(item.get("id", ""))
    return identity if identity.startswith(("http://", "https://")) else ""
