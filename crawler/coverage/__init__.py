"""What the feeds and sitemaps of papers list against what the archive holds of it."""

from crawler.coverage.calendars import draw
from crawler.coverage.commands import commands
from crawler.coverage.counts import OUTCOMES, Counts, Paper, papers

__all__ = ["OUTCOMES", "Counts", "Paper", "commands", "draw", "papers"]
