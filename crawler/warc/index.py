"""A CDXJ index: where each capture of an address lies, as cdxj-indexer writes it and pywb and WACZ readers want it.

Not among what `crawler.warc` offers at once: cdxj-indexer takes a quarter of a second to load, and no crawl needs it.
"""

from collections.abc import Iterable
from io import StringIO, TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cdxj_indexer.main import CDXJIndexer, CompressedWriter, SortingWriter
from warcio.exceptions import ArchiveLoadFailed

from crawler.warc.reader import UnreadableRecord


def list_captures(name: str, stream: BinaryIO, out: BinaryIO) -> None:
    """Write a line for each capture in a WARC file, from where `stream` stands, under that name; in its order.

    Raises UnreadableRecord, OSError.
    """
    lines = TextIOWrapper(out, "utf-8", newline="\n", write_through=True)
    try:
        CDXJIndexer(None, []).process_one(stream, lines, name)
    except (ArchiveLoadFailed, ValueError) as error:
        raise UnreadableRecord(f"{name}: not a WARC record: {error}") from error
    finally:
        lines.detach()


class CaptureIndex:
    """The captures of any number of WARC files, sorted; what is more than 32 MB goes to temporary files meanwhile."""

    def __init__(self) -> None:
        self._lines = SortingWriter(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for left in self._lines.tmp_files:
            Path(left).unlink(missing_ok=True)

    def add(self, lines: Iterable[bytes]) -> None:
        """Take the lines of a file, as `list_captures` wrote them."""
        for line in lines:
            self._lines.write(line.decode())

    def write(self, name: str, out: BinaryIO) -> str:
        """Write all lines into `out`, 300 a gzip member; gives the index of those members, for a file beside `name`."""
        members = StringIO()
        self._lines.out = CompressedWriter(members, out, name)
        self._lines.flush()
        return members.getvalue()
