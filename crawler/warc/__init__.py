"""Every exchange with a server as WARC 1.1 records: written, read back, repaired (docs/warc.md)."""

from crawler.warc.exchange import Exchange, Headers, Truncated
from crawler.warc.reader import Record, RecordedResponse, UnreadableRecord, read, records
from crawler.warc.repair import Repair, repair
from crawler.warc.writer import WarcWriter

__all__ = [
    "Exchange",
    "Headers",
    "Record",
    "RecordedResponse",
    "Repair",
    "Truncated",
    "UnreadableRecord",
    "WarcWriter",
    "read",
    "records",
    "repair",
]
