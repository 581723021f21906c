"""Clusters: texts held together by links of near copies. Containment holds nothing together."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, select, update

from crawler.archive.addresses import chunks
from crawler.archive.duplicates_tables import LinkRow, TextRow
from crawler.neardup.clusters import groups


def join(connection: Connection, text: int, others: Collection[int]) -> None:
    """Put a text and its near copies into one cluster, with all who are in theirs."""
    numbers = [text, *others]
    rows = connection.execute(select(TextRow.number, TextRow.cluster).where(TextRow.number.in_(numbers))).all()
    clusters = {row.cluster for row in rows if row.cluster is not None}
    name = min(clusters, default=min(numbers))
    renamed = sorted(clusters - {name})
    if renamed:
        connection.execute(update(TextRow).where(TextRow.cluster.in_(renamed)).values(cluster=name))
    alone = [row.number for row in rows if row.cluster is None]
    connection.execute(update(TextRow).where(TextRow.number.in_(alone)).values(cluster=name))


def rejoin(connection: Connection, clusters: Iterable[int]) -> None:
    """Find anew what holds together in these clusters, from which texts were taken away."""
    for cluster in clusters:
        members = connection.execute(select(TextRow.number).where(TextRow.cluster == cluster)).scalars().all()
        links: dict[int, list[int]] = defaultdict(list)
        for chunk in chunks(members):
            near = select(LinkRow.text, LinkRow.other).where(LinkRow.text.in_(chunk), LinkRow.kind == "near")
            for text, other in connection.execute(near):
                links[text].append(other)
        connection.execute(update(TextRow).where(TextRow.cluster == cluster).values(cluster=None))
        for group in groups(members, links):
            for chunk in chunks(group if len(group) > 1 else ()):
                connection.execute(update(TextRow).where(TextRow.number.in_(chunk)).values(cluster=min(group)))
