"""What the daemon tells while it runs: that it is alive, and what its visits brought."""

import time
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from crawler.daemon.visit import Result

SILENCE = 90.0
"""Seconds without a pulse after which the daemon counts as dead: it comes every 15."""

_BUCKETS = (1, 5, 15, 30, 60, 120, 300, 600, 900, 1800)
_SITE = ("site",)


class Pulse:
    """Written by the daemon's thread, read by the server's."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # gauges that only OpenMetrics asks for
        self.registry = CollectorRegistry()
        self._beaten = time.monotonic()
        self._visits = Counter("khobao_visits", "Visits that ended.", ("outcome",), registry=self.registry)
        self._seconds = Histogram(
            "khobao_visit_duration_seconds", "How long visits took.", buckets=_BUCKETS, registry=self.registry
        )
        self._found = Counter("khobao_pages_found", "New addresses of pages.", _SITE, registry=self.registry)
        self._archived = Counter("khobao_pages_archived", "Pages archived.", _SITE, registry=self.registry)
        labels = ("site", "reason")
        self._failed = Counter("khobao_pages_failed", "Pages refused or failed.", labels, registry=self.registry)
        self._bytes = Counter("khobao_received_bytes", "Bytes of pages received.", _SITE, registry=self.registry)

    @property
    def silence(self) -> float:
        """Seconds since the daemon was last heard of."""
        return time.monotonic() - self._beaten

    def beat(self) -> None:
        """The daemon is alive."""
        self._beaten = time.monotonic()

    def visited(self, result: Result) -> None:
        """A visit has ended."""
        self._visits.labels("broken" if result.broken else "done").inc()
        self._seconds.observe(result.seconds)
        for site, figures in result.figures.items():
            self._count(site, figures)

    def _count(self, site: str, figures: Mapping[str, int]) -> None:
        by_group = {"found": self._found, "archived": self._archived}
        for name, number in figures.items():
            group, _, reason = name.partition("/")
            if group in by_group:
                by_group[group].labels(site).inc(number)
            elif group == "failure":
                self._failed.labels(site, reason).inc(number)
        self._bytes.labels(site).inc(figures.get("bytes", 0))
