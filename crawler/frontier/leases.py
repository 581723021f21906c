"""Which crawl asks which site: one at a time, so that its delay and its pauses hold whoever runs.

A lease expires when it is not renewed, so a crawl that was killed holds up nobody for longer. A crawl without work asks
one with several sites for a share of them; the holder hands over when it sees that, at its next renewal.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from crawler.archive.rows.addresses import chunks
from crawler.frontier.tables import LeaseRow

LEASE = timedelta(seconds=20)
"""A crawl whose event loop stands still for longer is as good as dead; renewals come every `RENEWAL`."""

RENEWAL = timedelta(seconds=4)


def claim(connection: Connection, owner: str, sites: Collection[str], now: datetime) -> set[str]:
    """Lease those of the sites that no other crawl holds; returns the ones that are newly the owner's."""
    held = _held(connection, sites, now)
    free = sorted(set(sites) - held.keys())
    for chunk in chunks(free):
        connection.execute(delete(LeaseRow).where(LeaseRow.site.in_(chunk)))
    if free:
        rows = [{"site": site, "owner": owner, "expires_at": now + LEASE, "asked_by": None} for site in free]
        connection.execute(insert(LeaseRow), rows)
    return set(free)


def renew(connection: Connection, owner: str, now: datetime) -> tuple[set[str], set[str]]:
    """Prolong the owner's leases; returns the sites it still holds, and those that another crawl asks it for."""
    mine = LeaseRow.owner == owner
    connection.execute(update(LeaseRow).where(mine).values(expires_at=now + LEASE))
    rows = connection.execute(select(LeaseRow.site, LeaseRow.asked_by).where(mine)).all()
    return {row.site for row in rows}, {row.site for row in rows if row.asked_by is not None}


def ask_for_share(connection: Connection, owner: str, sites: Collection[str], now: datetime) -> None:
    """Ask the crawl that holds most of these sites for half of them; one that holds a single site keeps it."""
    holders: dict[str, list[str]] = defaultdict(list)
    for site, holder in _held(connection, sites, now).items():
        if holder != owner:
            holders[holder].append(site)
    most = max(holders.values(), key=len, default=[])
    wanted = sorted(most)[: len(most) // 2]
    for chunk in chunks(wanted):
        connection.execute(update(LeaseRow).where(LeaseRow.site.in_(chunk)).values(asked_by=owner))


def release(connection: Connection, owner: str, sites: Iterable[str]) -> None:
    """Give sites back."""
    for chunk in chunks(sites):
        connection.execute(delete(LeaseRow).where(LeaseRow.owner == owner, LeaseRow.site.in_(chunk)))


def release_all(connection: Connection, owner: str) -> None:
    """Give all sites back."""
    connection.execute(delete(LeaseRow).where(LeaseRow.owner == owner))


def void(connection: Connection) -> None:
    """End every lease, whoever held it."""
    connection.execute(delete(LeaseRow))


def _held(connection: Connection, sites: Collection[str], now: datetime) -> dict[str, str]:
    """Who holds those of the sites whose lease has not expired."""
    held: dict[str, str] = {}
    for chunk in chunks(sites):
        valid = LeaseRow.site.in_(chunk) & (LeaseRow.expires_at > now)
        rows = connection.execute(select(LeaseRow.site, LeaseRow.owner).where(valid)).all()
        held.update({row.site: row.owner for row in rows})
    return held
