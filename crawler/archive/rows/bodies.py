"""Articles and headers as the compact bytes that rows hold, and the digest that tells one revision from the next."""

import json
from base64 import b32encode
from dataclasses import replace
from functools import cache
from hashlib import blake2b, sha1
from typing import NamedTuple

import orjson
import zstandard

from crawler.articlejson import from_json, to_json
from crawler.errors import ArchiveUnusable
from crawler.items import Article, Page

KEPT_HEADERS = frozenset(
    {"content-type", "content-language", "content-length", "date", "etag", "expires", "last-modified", "link", "server"}
)
"""Response headers worth a column; all of them are in the WARC record."""

_DERIVED = ("id", "text", "captions")
_LEVEL = 3  # above it zstd costs more time than the rest of storing an article, for 4 % of space

# What a reader sees change. Section and tags are left out: papers move articles between sections by the hour.
_CONTENT = (
    "title", "summary", "blocks", "authors", "source", "dateline", "published_at", "modified_at", "kind",
)  # fmt: skip


class Packed(NamedTuple):
    """An article ready for its row: `body` is compressed JSON, `content` the digest of what a reader sees."""

    article: Article
    body: bytes
    content: bytes


def pack(article: Article) -> Packed:
    """Compress an article. Lone surrogates, which a hostile page can carry and UTF-8 cannot, become `?`."""
    url, canonical_url = clean(article.url), clean(article.canonical_url)
    if (url, canonical_url) != (article.url, article.canonical_url):
        article = replace(article, url=url, canonical_url=canonical_url)
    try:
        return _pack(article)
    except TypeError:  # orjson refuses lone surrogates
        plain = json.dumps(to_json(article), ensure_ascii=False).encode(errors="replace")
        return _pack(from_json(orjson.loads(plain)))


def unpack(body: bytes, name: str) -> Article:
    """The article that `pack` compressed. Raises ArchiveUnusable, naming the article by `name`, for damaged bytes."""
    try:
        return from_json(orjson.loads(_decompressor().decompress(body)))
    except (zstandard.ZstdError, ValueError, KeyError, TypeError) as error:
        raise damaged(name, error) from error


def unpack_json(body: bytes, name: str) -> bytes:
    """The JSON object that `pack` compressed: `crawler.articlejson` without `id`, `text` and `captions`.

    Raises ArchiveUnusable, naming the article by `name`, when it cannot be decompressed.
    """
    try:
        return _decompressor().decompress(body)
    except zstandard.ZstdError as error:
        raise damaged(name, error) from error


def damaged(name: str, error: Exception) -> ArchiveUnusable:
    """The one line for an article whose body is not what was stored."""
    return ArchiveUnusable(
        f"article {name}: its body in the database is damaged ({error}): "
        "restore a copy of the database; `khobao verify` lists what else is damaged"
    )


def clean(text: str) -> str:
    """Text that any column takes: PostgreSQL refuses NUL, and UTF-8 lone surrogates."""
    if text.isascii():
        return text.replace("\x00", "")
    return text.replace("\x00", "").encode(errors="replace").decode()


def headers_json(page: Page) -> str:
    """The headers that matter later (conditional requests, dates), as a JSON object with lower-case names."""
    kept = {name.lower(): clean(value) for name, value in page.headers if name.lower() in KEPT_HEADERS}
    return orjson.dumps(kept).decode()


def payload_digest(page: Page) -> str:
    """The digest of the decoded body, written as WARC writes it."""
    return "sha1:" + b32encode(sha1(page.body, usedforsecurity=False).digest()).decode()


def _pack(article: Article) -> Packed:
    value = to_json(article)
    for key in _DERIVED:
        del value[key]
    content = blake2b(orjson.dumps([value[key] for key in _CONTENT]), digest_size=16).digest()
    return Packed(article, _compressor().compress(orjson.dumps(value)), content)


@cache
def _compressor() -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=_LEVEL)


@cache
def _decompressor() -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor()
