"""A web archive in one file: WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/), which ReplayWeb.page opens.

archive/*.warc.gz           the records, stored uncompressed: readers fetch single members by range
indexes/index.cdx.gz, .idx  where each capture lies
pages/pages.jsonl           the articles: address, time, headline, text
datapackage.json, datapackage-digest.json   what there is, with SHA-256

Nothing in it tells when or where it was made: the same pages and WARC files give the same bytes.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO
from urllib.parse import urldefrag
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo
from zlib import ZLIB_RUNTIME_VERSION

import orjson

from crawler.archive import Exported
from crawler.corpus.captures import Captures
from crawler.corpus.pieces import Pieces
from crawler.errors import BadInput
from crawler.urls import article_id
from crawler.warc.index import CaptureIndex, list_captures

SUFFIX = ".wacz"
_VERSION = "1.1.1"
_INDEX = "index.cdx.gz"
_CHUNK = 1024 * 1024
Watch = Callable[[int], None]


def write_wacz(articles: Iterable[Exported], captures: Captures, pieces: Pieces, out: Path, watch: Watch) -> int:
    """Write the package to `out`; returns how many pages it lists: those whose record `captures` has.

    `pieces` are what an interrupted export has made of the WARC files; what is not there yet is added. `watch` is told
    how many bytes of WARC files have gone in since it was told last. Raises BadInput when there is nothing to package,
    UnreadableRecord, OSError.
    """
    with ZipFile(out, "w") as archive:
        package = _Package(archive)
        with package.entry("pages/pages.jsonl") as entry:
            count, newest = _write_pages(articles, captures, entry)
        _write_captures(captures, pieces, package, watch)
        package.finish(newest)
    return count


def _write_pages(articles: Iterable[Exported], captures: Captures, entry: "_Hashed") -> tuple[int, datetime | None]:
    """How many pages are listed, and when the newest of them was fetched."""
    count, newest = 0, None
    entry.write(_line({"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": True}))
    for one in articles:
        if captures.take(one.warc):
            entry.write(_line(_page(one)))
            count += 1
            newest = max(newest or one.fetched_at, one.fetched_at)
    return count, newest


def _page(one: Exported) -> dict[str, Any]:
    told = {
        "id": f"{article_id(one.article.canonical_url)}-{one.revision}",
        "url": urldefrag(one.article.url).url,
        "ts": _iso(one.fetched_at),
        "title": one.article.title,
        "text": one.article.text,
    }
    return told | ({"duplicate_of": one.verdict.duplicate_of} if one.verdict.duplicate_of else {})


def _write_captures(captures: Captures, pieces: Pieces, package: "_Package", watch: Watch) -> None:
    names = set()
    with CaptureIndex() as index, TemporaryFile() as packed:
        for file in captures.files(pieces):
            names.add(file.name)
            with pieces.of(f"{file.key}.cdxj", partial(list_captures, file.name, file.stream)) as lines:
                index.add(lines)
            file.stream.seek(0)
            package.copy(f"archive/{file.name}", file.stream, watch)
        if not names:
            raise BadInput("no page of it lies in a closed WARC file: there is nothing to package")
        members = index.write(_INDEX, packed)
        packed.seek(0)
        package.copy(f"indexes/{_INDEX}", packed)
    with package.entry("indexes/index.idx") as entry:
        entry.write(members.encode())


class _Package:
    """A ZIP file that tells of all its entries in datapackage.json."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._resources: list[dict[str, Any]] = []

    @contextmanager
    def entry(self, path: str, compression: int = ZIP_DEFLATED) -> Iterator["_Hashed"]:
        """A new entry to write into."""
        info = ZipInfo(path)  # of 1 January 1980, where the times of ZIP begin
        info.compress_type = compression
        info.external_attr = 0o644 << 16
        with self._archive.open(info, "w", force_zip64=True) as stream:
            hashed = _Hashed(stream)
            yield hashed
        self._resources.append(hashed.resource(path))

    def copy(self, path: str, source: BinaryIO, watch: Watch = lambda _: None) -> None:
        """A new entry that is compressed already, and so is stored as it is."""
        with self.entry(path, ZIP_STORED) as target:
            while data := source.read(_CHUNK):
                target.write(data)
                watch(len(data))

    def finish(self, newest: datetime | None) -> None:
        """Write what there is, and the digest of that. For the time of its making stands that of the newest page."""
        told = {
            "profile": "data-package",
            "wacz_version": _VERSION,
            "title": "Kho Báo",
            **({"created": _iso(newest)} if newest else {}),
            "software": f"khobao/{version('khobao')} zlib/{ZLIB_RUNTIME_VERSION}",
            "resources": self._resources,
        }
        with self.entry("datapackage.json") as entry:
            entry.write(orjson.dumps(told, option=orjson.OPT_INDENT_2))
        digest = {key: self._resources[-1][key] for key in ("path", "hash")}
        with self.entry("datapackage-digest.json") as entry:
            entry.write(orjson.dumps(digest))


class _Hashed:
    """Counts and digests what passes to an entry."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._digest = sha256()
        self._size = 0

    def write(self, data: bytes) -> None:
        self._target.write(data)
        self._digest.update(data)
        self._size += len(data)

    def resource(self, path: str) -> dict[str, Any]:
        """The entry as a resource of a data package, whose names are in lower case."""
        name = PurePosixPath(path).name.lower()
        return {"name": name, "path": path, "hash": f"sha256:{self._digest.hexdigest()}", "bytes": self._size}


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value) + b"\n"


def _iso(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
