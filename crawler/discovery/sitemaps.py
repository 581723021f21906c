"""Sitemaps: urlset, index and news, plain or gzipped, read in a stream and within limits."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from lxml import etree

from crawler.discovery.entries import Entry, clean_title, clean_url, parse_time

MAX_ENTRIES = 100_000  # the protocol allows 50,000 in one file
MAX_BYTES = 128 * 1024 * 1024  # after gunzip; the protocol allows 50 MB
_CHUNK = 64 * 1024
_GZIP = b"\x1f\x8b"
_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_SNIFFED = 8192


@dataclass(frozen=True, slots=True)
class Shard:
    """A sitemap that an index lists."""

    url: str
    modified_at: datetime | None = None


def is_sitemap(body: bytes) -> bool:
    """True when the body, gzipped or not, starts as a urlset or an index, whatever its name ends in."""
    try:
        head = _opened(body).read(_SNIFFED)
    except (OSError, EOFError, zlib.error):
        return False
    return _ROOT.search(head.replace(b"\x00", b"")) is not None


def read_sitemap(body: bytes) -> Iterator[Entry | Shard]:
    """Entries of a urlset, shards of an index, in their order; what is broken in the middle ends the list there.

    External entities are never fetched and internal ones never expanded.
    """
    for number, element in enumerate(_elements(_opened(body))):
        if number >= MAX_ENTRIES:
            return
        found = _listed(element)
        if found is not None:
            yield found


def _opened(body: bytes) -> BinaryIO | gzip.GzipFile:
    stream = io.BytesIO(body)
    return gzip.GzipFile(fileobj=stream) if body.startswith(_GZIP) else stream


def _elements(stream: BinaryIO | gzip.GzipFile) -> Iterator[etree._Element]:
    parser = etree.XMLPullParser(
        events=("end",), recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    read = 0
    try:
        while read < MAX_BYTES and (chunk := stream.read(_CHUNK)):
            parser.feed(chunk.lstrip() if not read else chunk)
            read += len(chunk)
            yield from _ended(parser)
    except (OSError, EOFError, zlib.error, etree.XMLSyntaxError):
        return  # cut off or not XML from here on; what came before counts


def _ended(parser: "etree.XMLPullParser") -> Iterator[etree._Element]:
    for _, element in parser.read_events():
        if isinstance(element, etree._Element) and _name(element) in ("url", "sitemap"):
            yield element
            _forget(element)


def _forget(element: etree._Element) -> None:
    """Drop the element and what stands before it: a sitemap of 50,000 stays one element tall in memory."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _listed(element: etree._Element) -> Entry | Shard | None:
    values: dict[str, str] = {}
    for child in element.iter():
        text = child.text
        if text and text.strip():
            values.setdefault(_name(child), text)
    url = clean_url(values.get("loc", ""))
    if not url.startswith(("http://", "https://")):
        return None
    modified = parse_time(values.get("lastmod", ""))
    if _name(element) == "sitemap":
        return Shard(url, modified)
    return Entry(url, clean_title(values.get("title", "")), parse_time(values.get("publication_date", "")), modified)
