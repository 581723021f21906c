"""The lead (sapo): found by its likeness to the page's description, because its class differs on every paper."""

from collections import Counter
from dataclasses import dataclass

from crawler.extraction.container import first_prose, paragraphs_parent
from crawler.extraction.names import LEAD, RELATED
from crawler.extraction.outline import Node, Outline, Segment, prose
from crawler.extraction.title import words_of

PRECISE = 0.75  # share of the block's words that the description must hold
COMPLETE = 0.6  # share of the description's words that the block must hold
_LONGEST = 1500
_FIRST_IN_BODY = 6
_LINKED = 0.2  # share of a lead that may be links


@dataclass(frozen=True, slots=True)
class Lead:
    """The segments of the lead, its text, and what told that it is one."""

    text: str
    segments: frozenset[int]
    origin: str


NO_LEAD = Lead("", frozenset(), "")


def find_lead(page: Outline, body: Node, title: int, descriptions: tuple[str, ...]) -> Lead:
    """The lead between headline and body, or in the first lines of the body when it is set apart there.

    A description is often the start of the first paragraph: a plain paragraph of the body stays in the body.
    """
    home = paragraphs_parent(page, body)
    window = _window(page, body, title)
    for description in descriptions:
        if lead := _likest(page, home, window, description):
            return lead
    return _named(page, window) or _emphasised(page, body, window) or _by_position(page, home, window) or NO_LEAD


def _window(page: Outline, body: Node, title: int) -> range:
    first = title + 1 if 0 <= title < body.last else max(0, body.first - 12)
    return range(first, min(max(first_prose(page, body, title), first) + _FIRST_IN_BODY, body.last))


def likeness(text: str, description: str) -> float:
    """0 when `text` is not what `description` says, else the share of words they have in common.

    A description that ends in an ellipsis was cut: then it has to be the beginning of the text.
    """
    block, told = words_of(text), words_of(description)
    if len(told) < 5 or len(block) < 5:
        return 0.0
    common = sum((Counter(block) & Counter(told)).values())
    cut = description.rstrip().endswith(("...", "…")) or len(description) > 120
    if cut and common >= 0.9 * len(told) and len(block) < 6 * len(told):
        return common / len(told)
    if common >= PRECISE * len(block) and common >= COMPLETE * len(told):
        return common / max(len(block), len(told))
    return 0.0


def _likest(page: Outline, home: Node, window: range, description: str) -> Lead | None:
    best, best_likeness = None, 0.0
    for span in _spans(page, window):
        text = "\n".join(page.segments[i].text for i in span)
        if len(text) > _LONGEST or not _may_lead(page, home, span):
            continue
        found = likeness(text, description)
        if found > best_likeness + 0.02:
            best, best_likeness = Lead(text, frozenset(span), "description"), found
    return best


def _spans(page: Outline, window: range) -> list[range]:
    """Single segments, and the blocks of up to five that hold them."""
    spans = [range(i, i + 1) for i in window]
    seen: set[tuple[int, int]] = set()
    for i in window:
        node: Node | None = page.segments[i].node
        for _ in range(3):
            if node is None or node.last - node.first > 5:
                break
            if node.last - node.first > 1 and (node.first, node.last) not in seen and node.first >= window.start:
                seen.add((node.first, node.last))
                spans.append(range(node.first, node.last))
            node = node.parent
    return spans


def _may_lead(page: Outline, home: Node, span: range) -> bool:
    """Text above the paragraphs; among them only what is set apart from those around."""
    segments = [page.segments[i] for i in span]
    if any(s.linked for s in segments):
        return False
    return span.stop <= home.first or span.start >= home.last or all(_set_apart(s, home) for s in segments)


def _set_apart(segment: Segment, home: Node) -> bool:
    if segment.emphasised or segment.node.tag in {"h2", "h3", "h4", "strong", "header"}:
        return True
    node: Node | None = segment.node
    while node is not None and node is not home:
        if not node.names.isdisjoint(LEAD):
            return True
        node = node.parent
    return segment.italic >= 0.9 * len(segment.text)


def _named(page: Outline, window: range) -> Lead | None:
    """Without a description, a block between title and body that calls itself one."""
    for i in window:
        segment = page.segments[i]
        names = segment.node.names
        if names.isdisjoint(LEAD) and segment.node.parent:
            names = segment.node.parent.names
        plain = segment.links <= _LINKED * len(segment.text)  # a forum's "description" says who began, with links
        if not names.isdisjoint(LEAD) and names.isdisjoint(RELATED) and plain and len(segment.text) >= 40:
            span = range(i, max(segment.node.last, i + 1))
            keep = [j for j in span if not page.segments[j].linked]
            return Lead("\n".join(page.segments[j].text for j in keep), frozenset(keep), "class")
    return None


def _emphasised(page: Outline, body: Node, window: range) -> Lead | None:
    """The first lines below the headline when they are a bold or h2 sentence of some length."""
    start = first_prose(page, body, window.start - 1)
    for i in window:
        segment = page.segments[i]
        if segment.linked or len(segment.text) < 40:
            continue
        apart = segment.emphasised or segment.node.tag == "h2"
        if apart and len(segment.text) >= 70 and i <= start:
            return Lead(segment.text, frozenset({i}), "emphasis")
        if i >= start:
            return None
    return None


def _by_position(page: Outline, home: Node, window: range) -> Lead | None:
    """The only prose between the headline and the element of the paragraphs."""
    between = [i for i in window if i < home.first and prose(page.segments[i])]
    if len(between) != 1 or any(n in RELATED for n in page.segments[between[0]].node.names):
        return None
    return Lead(page.segments[between[0]].text, frozenset(between), "position")
