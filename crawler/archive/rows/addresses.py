"""Which addresses are settled: archived or finally refused, so that no crawl asks them again."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, select

from crawler.archive.rows.tables import AddressRow
from crawler.errors import Reason

Value = TypeVar("Value")

FINAL = frozenset(
    {
        Reason.TOO_LARGE, Reason.NOT_HTML, Reason.NO_ARTICLE, Reason.LISTING, Reason.SOFT_404,
        Reason.CIPHERTEXT, Reason.NO_TITLE, Reason.TOO_SHORT, Reason.LANGUAGE, Reason.TAKEN_DOWN,
    }
)  # fmt: skip
"""Refusals of the page as it was served: asking again would bring the same. All others are tried again by a later
crawl: robots.txt, networks and servers change, `outside-dates` depends on what was asked for, and when extraction
crashes, fails or takes too long, that is a fault of ours or a busy machine, not the page's."""

CHUNK = 500
"""Values in one `IN (…)`: far below the 32,766 of SQLite, enough to make the round trip cheap."""


def key_of(url: str) -> int:
    """A signed 64-bit key: the first 8 bytes of SHA-256, of which an article's id is the hexadecimal form.

    Among 10 million addresses the chance that any two share a key is 3 in a million.
    """
    return int.from_bytes(sha256(url.encode(errors="replace")).digest()[:8], "big", signed=True)


def settled(connection: Connection, urls: Iterable[str]) -> set[str]:
    """Those of the addresses that are archived or finally refused."""
    by_key: dict[int, list[str]] = {}
    for url in urls:
        by_key.setdefault(key_of(url), []).append(url)
    found: set[str] = set()
    for keys in chunks(by_key):
        rows = connection.execute(select(AddressRow.key).where(AddressRow.key.in_(keys))).scalars()
        found.update(url for key in rows for url in by_key[key])
    return found


def chunks(values: Iterable[Value]) -> Iterator[list[Value]]:
    """The values in lists of at most CHUNK."""
    iterator = iter(values)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
