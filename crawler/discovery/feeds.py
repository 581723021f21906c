"""RSS and Atom as they are in the wild."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import feedparser

from crawler.discovery.entries import Entry, clean_title, clean_url, parse_time
from crawler.errors import Reason

MAX_ENTRIES = 5000  # VietNamNet lists about 1,000; more is a trap
_BOM = b"\xef\xbb\xbf"
_DECLARED_UTF16 = re.compile(rb"^(\s*<\?xml[^>]*encoding=[\"'])utf-?16[^\"']*", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SNIFFED = 4096


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed in its order; `problem` is BROKEN_FEED for what is no feed, EMPTY_FEED for no items."""

    entries: tuple[Entry, ...]
    problem: Reason | None = None


def is_feed(body: bytes) -> bool:
    """True when the body starts as RSS, RDF or Atom."""
    return _ROOT.search(body[:_SNIFFED].replace(b"\x00", b"")) is not None


def parse_feed(body: bytes, url: str) -> Feed:
    """Entries of the feed that `url` answered with.

    feedparser's `bozo` flag is not asked: feeds with a bare `&` are whole but for the flag.
    """
    if not is_feed(body):
        return Feed((), Reason.BROKEN_FEED)
    parsed = feedparser.parse(_as_utf8(body), sanitize_html=False, resolve_relative_uris=False)
    entries = tuple(entry for item in parsed.entries[:MAX_ENTRIES] if (entry := _entry(item, url)) is not None)
    return Feed(entries, None if entries else Reason.EMPTY_FEED)


def _as_utf8(body: bytes) -> bytes:
    """Without BOM and blanks in front, and without a UTF-16 declaration over 8-bit text (vietnambiz.vn)."""
    plain = body.removeprefix(_BOM).lstrip()
    return _DECLARED_UTF16.sub(rb"\1utf-8", plain) if b"\x00" not in plain[:_SNIFFED] else body


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
