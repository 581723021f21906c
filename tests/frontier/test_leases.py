"""One crawl at a time asks a site; a dead one holds it no longer than its lease."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from crawler.archive import Archive
from crawler.frontier.leases import LEASE, RENEWAL, ask_for_share, claim, release, renew

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LATER = NOW + LEASE + RENEWAL


@pytest.fixture
def connection(database_url: str, tmp_path: Path) -> Iterator[Connection]:
    with Archive.open(database_url, tmp_path) as archive, archive.database.writing() as writing:
        yield writing


def test_a_site_is_held_by_one(connection: Connection) -> None:
    assert claim(connection, "first", {"a", "b"}, NOW) == {"a", "b"}
    assert claim(connection, "second", {"b", "c"}, NOW) == {"c"}
    release(connection, "second", {"b"})
    assert claim(connection, "second", {"b"}, NOW) == set()
    release(connection, "first", {"b"})
    assert claim(connection, "second", {"b"}, NOW) == {"b"}


def test_a_lease_that_is_not_renewed_expires(connection: Connection) -> None:
    claim(connection, "dead", {"a", "b"}, NOW)
    assert renew(connection, "dead", NOW + RENEWAL) == ({"a", "b"}, set())
    assert claim(connection, "alive", {"a"}, NOW + LEASE) == set()
    assert claim(connection, "alive", {"a"}, LATER) == {"a"}
    assert renew(connection, "dead", LATER) == ({"b"}, set())


def test_who_has_no_work_asks_for_half_and_one_site_is_kept(connection: Connection) -> None:
    claim(connection, "busy", {"a", "b", "c", "d"}, NOW)
    claim(connection, "small", {"e"}, NOW)
    ask_for_share(connection, "idle", {"a", "b", "c", "d", "e"}, NOW)
    assert renew(connection, "busy", NOW) == ({"a", "b", "c", "d"}, {"a", "b"})
    ask_for_share(connection, "idle", {"e"}, NOW)
    assert renew(connection, "small", NOW) == ({"e"}, set())
