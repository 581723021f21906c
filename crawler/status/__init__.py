"""What a running daemon shows by HTTP: whether it is well, its figures for Prometheus, a page for people."""

from crawler.status.server import StatusServer, parse_address
from crawler.status.snapshot import Source

__all__ = ["Source", "StatusServer", "parse_address"]
