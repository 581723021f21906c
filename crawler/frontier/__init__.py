"""What is still to be fetched, kept in the archive's database so that no crash forgets it."""

from crawler.frontier.frontier import Frontier
from crawler.frontier.leases import RENEWAL
from crawler.frontier.left import Left, left
from crawler.frontier.values import Offered, Waiting, ticket_at

__all__ = ["RENEWAL", "Frontier", "Left", "Offered", "Waiting", "left", "ticket_at"]
