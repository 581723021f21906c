"""Clusters: texts held together by links of near copies. Containment holds nothing together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, bindparam, select, update

from crawler.archive.database.among import among
from crawler.archive.duplicates.tables import LinkRow, TextRow
from crawler.archive.rows.addresses import chunks
from crawler.neardup.clusters import groups

_CLUSTERS = select(TextRow.number, TextRow.cluster).where(among(TextRow.number))
_NAMED = update(TextRow).where(TextRow.number == bindparam("text")).values(cluster=bindparam("name"))


def join(connection: Connection, near: Mapping[int, Collection[int]]) -> None:
    """Put texts and their near copies into one cluster, with all who are in theirs."""
    numbers = {*near, *(other for others in near.values() for other in others)}
    cluster: dict[int, int | None] = {}
    for chunk in chunks(numbers):
        cluster |= dict(connection.execute(_CLUSTERS, {"numbers": chunk}).all())
    named: dict[int, int] = {}
    for group in groups(cluster, _both_sides(near, cluster)):
        texts = [member for member in group if member in cluster]
        clusters = {name for name in map(cluster.__getitem__, texts) if name is not None}
        name = min(clusters, default=min(texts))
        for renamed in clusters - {name}:
            connection.execute(update(TextRow).where(TextRow.cluster == renamed).values(cluster=name))
        named |= {text: name for text in texts if cluster[text] is None}
    _name(connection, named)


def _name(connection: Connection, clusters: Mapping[int, int]) -> None:
    """Say of texts in which cluster they are."""
    if clusters:
        connection.execute(_NAMED, [{"text": text, "name": name} for text, name in clusters.items()])


def _both_sides(near: Mapping[int, Collection[int]], cluster: Mapping[int, int | None]) -> dict[int, list[int]]:
    """Links of texts with each other and, as negative numbers, with the clusters they are in."""
    links: dict[int, list[int]] = defaultdict(list)
    pairs = [(text, other) for text, others in near.items() for other in others]
    pairs += [(text, -1 - name) for text, name in cluster.items() if name is not None]
    for one, other in pairs:
        links[one].append(other)
        links[other].append(one)
    return links


def rejoin(connection: Connection, clusters: Iterable[int]) -> None:
    """Find anew what holds together in these clusters, from which texts were taken away."""
    for cluster in clusters:
        members = connection.execute(select(TextRow.number).where(TextRow.cluster == cluster)).scalars().all()
        links: dict[int, list[int]] = defaultdict(list)
        for chunk in chunks(members):
            near = select(LinkRow.text, LinkRow.other).where(among(LinkRow.text, chunk), LinkRow.kind == "near")
            for text, other in connection.execute(near):
                links[text].append(other)
        connection.execute(update(TextRow).where(TextRow.cluster == cluster).values(cluster=None))
        together = [group for group in groups(members, links) if len(group) > 1]
        _name(connection, {text: min(group) for group in together for text in group})
