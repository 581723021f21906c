"""What the command line needs of the network: an address in, an answer or a refusal out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from crawler.errors import Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered in the end; `url` is the address after redirects."""

    url: str
    status: int
    body: bytes
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer."""

    reason: Reason
    detail: str


Ask = Callable[[str], Awaitable[Answer | Refusal]]


def trouble(answer: Answer | Refusal) -> str:
    """Why an answer is of no use, as words; empty when it is."""
    if isinstance(answer, Refusal):
        return f"{answer.reason} ({answer.detail})"
    return "" if answer.status == 200 else f"HTTP {answer.status}"
