"""A CDXJ index: where each capture of an address lies, as cdxj-indexer writes it and pywb and WACZ readers want it.

Not among what `crawler.warc` offers at once: cdxj-indexer takes a quarter of a second to load, and no crawl needs it.
"""

from io import StringIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cdxj_indexer.main import CDXJIndexer, CompressedWriter, SortingWriter
from warcio.exceptions import ArchiveLoadFailed

from crawler.warc.reader import UnreadableRecord


class CaptureIndex:
    """The captures of any number of WARC files, sorted; what is more than 32 MB goes to temporary files meanwhile."""

    def __init__(self) -> None:
        self._indexer = CDXJIndexer(None, [])
        self._lines = SortingWriter(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for left in self._lines.tmp_files:
            Path(left).unlink(missing_ok=True)

    def add(self, name: str, stream: BinaryIO) -> None:
        """Index a WARC file from where `stream` stands, under that name. Raises UnreadableRecord."""
        try:
            self._indexer.process_one(stream, self._lines, name)
        except (ArchiveLoadFailed, ValueError) as error:
            raise UnreadableRecord(f"{name}: not a WARC record: {error}") from error

    def write(self, name: str, out: BinaryIO) -> str:
        """Write all lines into `out`, 300 a gzip member; gives the index of those members, for a file beside `name`."""
        members = StringIO()
        self._lines.out = CompressedWriter(members, out, name)
        self._lines.flush()
        return members.getvalue()
