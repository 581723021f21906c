"""The only place that prints."""

from crawler.cli.app import main

__all__ = ["main"]
