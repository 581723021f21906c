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
MAX_BYTES = 64 * 1024 * 1024  # after gunzip; the protocol allows 50 MB
MAX_ELEMENTS = 3_000_000  # of every kind; 50,000 news entries have a million
_TEXT_LIMIT = 10_000  # characters of one value
_ITEMS = frozenset({"url", "sitemap"})
_VALUES = frozenset({"loc", "lastmod", "title", "publication_date"})
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
    for number, values in enumerate(_listed(_opened(body))):
        if number >= MAX_ENTRIES:
            return
        found = _item(values)
        if found is not None:
            yield found


def _opened(body: bytes) -> BinaryIO | gzip.GzipFile:
    stream = io.BytesIO(body)
    return gzip.GzipFile(fileobj=stream) if body.startswith(_GZIP) else stream


class _Target:
    """What lxml tells of a document as it reads it. No tree is built: 8 KB of gzipped `<a/>` would be 240 MB of it.

    An entry is the values of a `<url>` or `<sitemap>` by local name, and under "" which of the two it was.
    """

    def __init__(self) -> None:
        self._ended: list[dict[str, str]] = []
        self.elements = 0
        self._values: dict[str, str] | None = None
        self._text: list[str] = []
        self._length = 0

    def start(self, tag: str, _: object) -> None:
        self.elements += 1
        self._text, self._length = [], 0
        name = _local(tag)
        if name in _ITEMS:
            self._values = {"": name}

    def data(self, text: str) -> None:
        if self._values is not None and self._length < _TEXT_LIMIT:
            self._text.append(text)
            self._length += len(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        text = "".join(self._text)
        self._text, self._length = [], 0
        if name in _ITEMS and self._values is not None:
            self._ended.append(self._values)
            self._values = None
        elif self._values is not None and name in _VALUES and text.strip():
            self._values.setdefault(name, text[:_TEXT_LIMIT])

    def ended(self) -> list[dict[str, str]]:
        """The entries that ended since the last call."""
        ended, self._ended = self._ended, []
        return ended

    def close(self) -> None:
        """lxml asks for it; there is nothing to give."""


def _listed(stream: BinaryIO | gzip.GzipFile) -> Iterator[dict[str, str]]:
    target = _Target()
    parser = etree.XMLParser(
        target=target,  # type: ignore[arg-type]  # the stubs ask for `comment`, lxml does not
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    read = 0
    try:
        while read < MAX_BYTES and target.elements < MAX_ELEMENTS and (chunk := stream.read(_CHUNK)):
            parser.feed(chunk.lstrip() if not read else chunk)
            read += len(chunk)
            yield from target.ended()
    except (OSError, EOFError, zlib.error, etree.XMLSyntaxError):
        return  # cut off or not XML from here on; what came before counts


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _item(values: dict[str, str]) -> Entry | Shard | None:
    url = clean_url(values.get("loc", ""))
    if not url.startswith(("http://", "https://")):
        return None
    modified = parse_time(values.get("lastmod", ""))
    if values[""] == "sitemap":
        return Shard(url, modified)
    return Entry(url, clean_title(values.get("title", "")), parse_time(values.get("publication_date", "")), modified)
