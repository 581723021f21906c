"""What is still to be fetched, kept in the archive's database so that no crash forgets it."""

from crawler.frontier.covering import Days, Seen, known_urls, seen
from crawler.frontier.frontier import Frontier
from crawler.frontier.leases import RENEWAL
from crawler.frontier.left import Left, left
from crawler.frontier.values import Offered, Waiting, ticket_at

__all__ = [
    "RENEWAL",
    "Days",
    "Frontier",
    "Left",
    "Offered",
    "Seen",
    "Waiting",
    "known_urls",
    "left",
    "seen",
    "ticket_at",
]
