"""The general engine behind our rules: trafilatura, for pages where neither mark nor prose leads to a body.

It costs three times what all our rules cost together, so it is asked only where they fail (docs/extraction.md has the
figures of asking it always).
"""

from html import unescape

from lxml.etree import _Element, tostring

from crawler.extraction.metadata import Metadata
from crawler.items import Block
from crawler.text import normalize

LARGEST = 1_000_000  # characters; beyond, it takes seconds, and no article is that long
ENOUGH = 250  # characters below which its answer is a caption or a copyright line


def told_blocks(meta: Metadata) -> tuple[Block, ...]:
    """The paragraphs of JSON-LD `articleBody`: pages that a script draws still tell them to search engines."""
    told = meta.ld.get("articleBody")
    if not isinstance(told, str) or "<" in told:
        return ()
    return _blocks(unescape(told))


def general_blocks(root: _Element) -> tuple[Block, ...]:
    """The paragraphs trafilatura finds in a page, () when they are too few to be an article."""
    from trafilatura import extract  # noqa: PLC0415  # 0.3 s to load, and most crawls never ask it

    html = tostring(root, encoding="unicode", method="html")  # it prunes the tree it is given
    return _blocks(extract(html, fast=True, include_comments=False) or "") if len(html) <= LARGEST else ()


def _blocks(text: str) -> tuple[Block, ...]:
    blocks = tuple(Block("paragraph", line) for raw in text.split("\n") if (line := normalize(raw)))
    return blocks if sum(len(block.text) for block in blocks) >= ENOUGH else ()
