"""Refused and failed pages: one row for a page and a reason, however often it happens."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from crawler.archive.addresses import FINAL, key_of
from crawler.archive.bodies import clean
from crawler.archive.storing import settle
from crawler.archive.tables import FailureRow
from crawler.errors import Reason
from crawler.items import Failure, WarcRef


def refuse(connection: Connection, failure: Failure) -> None:
    """Write the failure, and settle its addresses when asking again would bring the same."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(FailureRow).values(_row(failure))
    new = statement.excluded
    again = {name: new[name] for name in ("url", "detail", "found_by", "at", "warc_file", "warc_offset", "warc_digest")}
    again["times"] = FailureRow.times + 1
    connection.execute(statement.on_conflict_do_update(index_elements=["key", "reason"], set_=again))
    if failure.reason in FINAL:
        asked = {failure.url, failure.requested_url or failure.url}
        settle(connection, [{"key": key_of(url), "article": None} for url in sorted(asked)])


def failures(connection: Connection) -> Iterator[Failure]:
    """Every refused or failed page as it was last met, in the order of reason and address."""
    table = FailureRow
    for row in connection.execute(select(table.__table__).order_by(table.reason, table.url)):
        warc = WarcRef(row.warc_file, row.warc_offset, row.warc_digest) if row.warc_file is not None else None
        yield Failure(row.url, row.site, Reason(row.reason), row.detail, row.at, row.found_by, warc)


def _row(failure: Failure) -> dict[str, Any]:
    warc = failure.warc
    return {
        "key": key_of(failure.url),
        "reason": str(failure.reason),
        "url": clean(failure.url),
        "site": clean(failure.site),
        "detail": clean(failure.detail),
        "found_by": failure.found_by,
        "first_at": failure.at,
        "at": failure.at,
        "times": 1,
        "warc_file": warc.file if warc else None,
        "warc_offset": warc.offset if warc else None,
        "warc_digest": warc.digest if warc else None,
    }
