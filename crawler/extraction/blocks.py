"""The kept lines of a body as blocks: paragraph, heading, list, quote, table, caption."""

from collections.abc import Iterator
from itertools import groupby

from crawler.extraction.outline import Node, Outline, Segment, ancestors
from crawler.items import Block, BlockKind

_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LONGEST_HEADING = 200
_LONGEST_CELL = 300


def make_blocks(page: Outline, body: Node, kept: list[int], captions: frozenset[int]) -> tuple[Block, ...]:
    """Blocks in reading order from the kept segments of the body; lines of one list, table or caption join."""
    timelines = _timelines(page, body)
    roles = [
        (i, "caption", _owner(page.segments[i], body)) if i in captions else (i, *_role(page, i, body, timelines))
        for i in kept
    ]
    blocks: list[Block] = []
    for (kind, owner), group in groupby(roles, key=lambda role: (role[1], role[2])):
        segments = [page.segments[index] for index, _, _ in group]
        blocks.extend(_rendered(kind, owner, segments))
    return tuple(blocks)


def _timelines(page: Outline, body: Node) -> frozenset[int]:
    """The lists whose items have headings of their own: a live report is written so, and is no list."""
    headings = (node for node in page.below(body) if node.tag in _HEADINGS and node.first < node.last)
    return frozenset(above.index for node in headings for above in ancestors(node, body) if above.tag in {"ul", "ol"})


def _role(page: Outline, index: int, body: Node, timelines: frozenset[int]) -> tuple[BlockKind, int]:
    """What a segment is, and a number that segments of one list, table, heading or caption share."""
    segment = page.segments[index]
    alone = -1 - index
    for node in ancestors(segment.node, body):
        if node.index not in timelines and (kind := _kind_of(page, node, segment)):
            return kind, alone if kind == "quote" else node.index
    return ("heading" if _is_bold_heading(segment) else "paragraph"), alone


def _kind_of(page: Outline, node: Node, segment: Segment) -> BlockKind | None:
    """What an element makes of the text inside it; None when nothing in particular."""
    if node.tag in _HEADINGS and len(segment.text) <= _LONGEST_HEADING:
        return "heading"
    if node.tag in {"ul", "ol"}:
        return "list"
    if node.tag == "blockquote" or "quote" in (node.element.get("type") or "") or _is_quote(node):
        return "quote"
    return "table" if node.tag == "table" and is_data_table(page, node) else None


def _is_quote(node: Node) -> bool:
    return not node.names.isdisjoint({"quote", "blockquote", "pullquote"})


def _owner(segment: Segment, body: Node) -> int:
    """The figure or caption element: its lines are one caption."""
    frames = (n.index for n in ancestors(segment.node, body) if n.tag in {"figcaption", "figure", "table"})
    return next(frames, segment.node.index)


def is_data_table(page: Outline, table: Node) -> bool:
    """Rows and columns of short cells. A table of long cells or of one column is there for layout."""
    rows = [n for n in page.below(table) if n.tag == "tr" and n.first < n.last]
    cells = [n for n in page.below(table) if n.tag in {"td", "th"} and n.first < n.last]
    return len(rows) >= 2 and len(cells) >= 1.5 * len(rows) and all(page.chars_of(c) <= _LONGEST_CELL for c in cells)


def _is_bold_heading(segment: Segment) -> bool:
    """A short bold line of its own that is no sentence: papers write subheadings so."""
    return len(segment.text) <= 120 and segment.emphasised and not segment.text.endswith((".", ",", ";", "…"))


def _rendered(kind: BlockKind, owner: int, segments: list[Segment]) -> Iterator[Block]:
    if kind == "heading":
        tag = next((n.tag for s in segments for n in ancestors(s.node, _TOP) if n.tag in _HEADINGS), "h3")
        yield Block("heading", " ".join(s.text for s in segments), _HEADINGS[tag])
    elif kind == "caption":
        yield Block("caption", " ".join(s.text for s in segments))
    elif kind == "list":
        yield Block("list", "\n".join(_by(segments, "li", " ")))
    elif kind == "table":
        yield Block("table", "\n".join(_rows(segments)))
    else:
        yield from (Block(kind, s.text) for s in segments)


_TOP = Node(None, "", None, 0)  # type: ignore[arg-type]  # no element is above the page


def _by(segments: list[Segment], tag: str, glue: str) -> Iterator[str]:
    """The texts of segments that share the nearest `tag` above them, joined."""
    for _, group in groupby(segments, key=lambda s: _nearest(s.node, tag)):
        yield glue.join(s.text for s in group)


def _rows(segments: list[Segment]) -> Iterator[str]:
    for _, row in groupby(segments, key=lambda s: _nearest(s.node, "tr")):
        cells = groupby(row, key=lambda s: max(_nearest(s.node, "td"), _nearest(s.node, "th")))
        yield " | ".join(" ".join(s.text for s in cell) for _, cell in cells)


def _nearest(node: Node, tag: str) -> int:
    return next((here.index for here in ancestors(node, _TOP) if here.tag == tag), -1)
