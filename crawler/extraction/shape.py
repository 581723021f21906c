"""The design of a page, as a few numbers: pages of one design share most of them, a redesign leaves next to none."""

import re
from collections.abc import Iterator
from hashlib import blake2b

from crawler.extraction.outline import Node, Outline

MOST = 32
"""Numbers of a page: the smallest of its hashes, so that two pages choose alike (bottom-k sketch, Broder 1997)."""
_NEAR = 60  # elements inside the body that are looked at: a live ticker has thousands
_NUMBER = re.compile(r"\d+")  # ids of articles and widths stand in class names


def shape(page: Outline, body: Node, title: int) -> tuple[int, ...]:
    """Hashes of tag and class of what holds headline and body and of what stands in the body.

    Header, menus and boxes beside stay out: they change for an event, and stay when the article's markup changes.
    """
    names = {_named(node) for node in _around(page, body, title)}
    return tuple(sorted(_hashed(name) for name in names if name)[:MOST])


def _around(page: Outline, body: Node, title: int) -> Iterator[Node]:
    yield from page.below(body)[:_NEAR]
    starts: list[Node | None] = [body, page.segments[title].node if 0 <= title < len(page.segments) else None]
    for node in starts:
        above = node
        while above is not None:
            yield above
            above = above.parent


def _named(node: Node) -> str:
    """An element without a class says nothing of a design."""
    css = " ".join(sorted(_NUMBER.sub("", node.css).split()))
    return f"{node.tag}.{css}" if css else ""


def _hashed(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(errors="replace"), digest_size=4).digest(), "little")
