"""Articles as JSON lines: what `khobao extract` prints, and what the archive knows beside it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from crawler.archive import Exported
from crawler.articlejson import to_json
from crawler.items import WarcRef

FILE = "articles.jsonl"


def write_jsonl(articles: Iterable[Exported], folder: Path) -> int:
    """Write `articles.jsonl`, an article a line, into the folder; returns how many."""
    count = 0
    with (folder / FILE).open("wb") as stream:
        for one in articles:
            stream.write(orjson.dumps(line(one)) + b"\n")
            count += 1
    return count


def line(one: Exported) -> dict[str, Any]:
    """The JSON object of one article; times in ISO 8601 with offset, null for what is not known."""
    return to_json(one.article) | {
        "fetched_at": one.fetched_at.isoformat(),
        "found_by": one.found_by,
        "found_at": one.found_at,
        "duplicate_of": one.verdict.duplicate_of,
        "similarity": one.verdict.similarity,
        "cluster": one.verdict.cluster,
        "revision": one.revision,
        "gone_at": _iso(one.gone_at),
        "warc": _warc(one.warc),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _warc(ref: WarcRef | None) -> dict[str, Any] | None:
    return {"file": ref.file, "offset": ref.offset, "digest": ref.digest} if ref else None
