"""The figures in Prometheus' text format: base units, names by its conventions."""

from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from crawler.status.pulse import Pulse
from crawler.status.snapshot import Site, Snapshot

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_OF_SITE: tuple[tuple[str, str, Callable[[Site], float | None]], ...] = (
    ("articles", "Articles in the archive.", lambda site: site.articles),
    ("articles_today", "Articles that came since midnight in Viet Nam.", lambda site: site.today),
    (
        "site_last_visit_timestamp_seconds",
        "When the last visit began.",
        lambda site: site.last_at.timestamp() if site.last_at else None,
    ),
    (
        "site_next_visit_timestamp_seconds",
        "When the next visit is due.",
        lambda site: site.next_at.timestamp() if site.next_at else None,
    ),
    ("site_broken_visits", "Visits in a row that broke.", lambda site: site.troubles),
)


class Figures(Collector):
    """The last snapshot as metrics; before the first one there are none of it."""

    def __init__(self, snapshot: Callable[[], Snapshot | None], well: Callable[[], bool]) -> None:
        self._snapshot = snapshot
        self._well = well

    def collect(self) -> Iterator[Metric]:
        """One metric family after another."""
        yield InfoMetricFamily("khobao_build", "The version that runs.", value={"version": version("khobao")})
        yield _gauge("healthy", "1 when the daemon is alive and its archive answers, else 0.", float(self._well()))
        snapshot = self._snapshot()
        if snapshot is not None:
            yield from _of_sites(snapshot.sites)
            yield from _of_archive(snapshot)


def exposition(pulse: Pulse, figures: Figures) -> bytes:
    """All metrics as they are scraped."""
    registry = CollectorRegistry()
    registry.register(figures)
    ProcessCollector(registry=registry)
    return generate_latest(registry) + generate_latest(pulse.registry)


def _of_sites(sites: Iterable[Site]) -> Iterator[Metric]:
    for name, told, value in _OF_SITE:
        family = GaugeMetricFamily(f"khobao_{name}", told, labels=["site"])
        for site in sites:
            number = value(site)
            if number is not None:
                family.add_metric([site.id], number)
        yield family
    queue = GaugeMetricFamily("khobao_frontier_pages", "Pages that are still to be fetched.", labels=["site", "state"])
    for site in sites:
        for state, pages in (("waiting", site.waiting), ("failed", site.failed), ("given-up", site.given_up)):
            queue.add_metric([site.id, state], pages)
    yield queue


def _of_archive(snapshot: Snapshot) -> Iterator[Metric]:
    disk = snapshot.disk
    yield _gauge("database_size_bytes", "Size of the database.", disk.database)
    yield _gauge("warc_size_bytes", "Size of all WARC files.", disk.warc)
    yield _gauge("filesystem_free_bytes", "Free space where the archive lies.", disk.free)
    yield _gauge("filesystem_size_bytes", "Size of the file system where the archive lies.", disk.total)
    yield _gauge("snapshot_timestamp_seconds", "When these figures were gathered.", snapshot.at.timestamp())
    yield _gauge("snapshot_duration_seconds", "How long gathering them took.", snapshot.seconds)
    alarms = GaugeMetricFamily("khobao_alarms", "Alarms that stand now.", labels=["site", "kind"])
    for (site, kind), number in _counted(snapshot).items():
        alarms.add_metric([site, kind], number)
    yield alarms


def _counted(snapshot: Snapshot) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for alarm in snapshot.alarms:
        counts[alarm.site, alarm.kind] = counts.get((alarm.site, alarm.kind), 0) + 1
    return counts


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"khobao_{name}", told, value=value)
