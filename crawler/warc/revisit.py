"""Whether an answer brings nothing new, and the headers that point to where its payload already lies."""

from dataclasses import dataclass
from pathlib import Path

from crawler.items import WarcRef
from crawler.warc.build import IDENTICAL_PAYLOAD, NOT_MODIFIED
from crawler.warc.exchange import Exchange
from crawler.warc.reader import UnreadableRecord, original, record_at


@dataclass(frozen=True, slots=True)
class Revisit:
    """What a `revisit` record says beyond the headers of every record; `digest` is the payload's."""

    digest: str
    headers: dict[str, str]


def revisit(directory: Path, exchange: Exchange, digest: str, known: WarcRef | None) -> Revisit | None:
    """The revisit that `exchange`, of payload `digest`, is of the record `known`; None when it must be kept in full.

    The older record is read again, so a revisit never points to what has been lost or rewritten meanwhile.
    """
    if known is None or exchange.truncated:
        return None
    not_modified = exchange.status == 304
    if not not_modified and (exchange.status != 200 or not exchange.body or known.digest != digest):
        return None
    try:
        return _of(directory, exchange.url, known, NOT_MODIFIED if not_modified else IDENTICAL_PAYLOAD)
    except UnreadableRecord:
        return None


def _of(directory: Path, url: str, known: WarcRef, profile: str) -> Revisit | None:
    record = record_at(directory, known.file, known.offset)
    full = original(directory, record)
    if full.header("WARC-Target-URI") != url or full.header("WARC-Payload-Digest") != known.digest:
        return None
    if full.header("WARC-Truncated"):
        return None
    headers = {
        "WARC-Profile": profile,
        "WARC-Refers-To": full.header("WARC-Record-ID"),
        "WARC-Refers-To-Target-URI": url,
        "WARC-Refers-To-Date": full.header("WARC-Date"),
        # Two names that Heritrix writes beside the standard ones: they find the record without an index.
        "WARC-Refers-To-Filename": record.header("WARC-Refers-To-Filename") or known.file,
        "WARC-Refers-To-File-Offset": record.header("WARC-Refers-To-File-Offset") or str(known.offset),
    }
    if profile == IDENTICAL_PAYLOAD:
        headers["WARC-Truncated"] = "length"  # WARC 1.1, 6.7.2: "shall be used for any identical-digest truncation"
    return Revisit(known.digest, headers)
