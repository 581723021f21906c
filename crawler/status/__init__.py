"""What a running daemon shows by HTTP: whether it is well, its figures for Prometheus, a page for people."""

from crawler.status.server import StatusServer, parse_address
from crawler.status.snapshot import Alarm, Source

__all__ = ["Alarm", "Source", "StatusServer", "parse_address"]
