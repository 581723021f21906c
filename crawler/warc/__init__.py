"""Every exchange with a server as WARC 1.1 records: written, read back, repaired (docs/warc.md)."""

from crawler.warc.check import Checked, check, left_open
from crawler.warc.erase import Erased, erase, in_use
from crawler.warc.exchange import Exchange, Headers, Truncated
from crawler.warc.notice import Notice
from crawler.warc.reader import Record, RecordedResponse, UnreadableRecord, read, records
from crawler.warc.repair import Repair, repair
from crawler.warc.segment import closed_files, names
from crawler.warc.writer import WarcWriter

__all__ = [
    "Checked",
    "Erased",
    "Exchange",
    "Headers",
    "Notice",
    "Record",
    "RecordedResponse",
    "Repair",
    "Truncated",
    "UnreadableRecord",
    "WarcWriter",
    "check",
    "closed_files",
    "erase",
    "in_use",
    "left_open",
    "names",
    "read",
    "records",
    "repair",
]
