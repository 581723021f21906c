"""What stands inside the body and is not the article: related boxes, link lists, tags, share bars, what comes after."""

import re
from collections import Counter

from crawler.extraction.byline import looks_signed
from crawler.extraction.container import first_prose, homes
from crawler.extraction.cues import (
    LINKED_HEADLINE,
    ends_body,
    is_date_line,
    is_label,
    is_related_cue,
    leads_to_article,
    points_away,
    same_words,
    starts_comments,
    starts_tags,
)
from crawler.extraction.names import AUTHOR_BOX, COMMENTS, EMBEDDED, JUNK, RELATED
from crawler.extraction.outline import Node, Outline, Segment, prose

# what VCCorp's editor writes into type=; class names differ from paper to paper, these do not
_JUNK_TYPE = re.compile(
    r"relat|^link|onenews|advert|^adv|poll|vote|survey|quiz|stock|banner|newsletter|comment", re.IGNORECASE
)
_TEXT_TYPE = re.compile(r"photo|quote|content|table|album|video|caption|wrap|chart|timeline|image", re.IGNORECASE)
_LARGEST = 0.3  # share of the body's prose above which a name alone does not condemn a box
_MOST = 0.7  # the same for what readers said: there may be more of it than of the article
_DATE_BEHIND = 40  # characters of a line behind the text that is taken for its date
_HOLDS = frozenset({"figure", "figcaption"})

_TOLD = ("the headline, again", "the lead, again")

Fates = dict[int, str]


def fates(page: Outline, body: Node, title: str, *, at: int, lead: frozenset[int], captions: frozenset[int]) -> Fates:
    """Segment index → why it goes, for the segments of the body that are neither article nor lead.

    `at` is the index of the headline, `lead` and `captions` are those of the lead and of the captions.
    """
    gone: Fates = {}
    _drop_edges(page, body, gone, at=at, lead=lead, captions=captions)
    _drop_boxes(page, body, gone)
    inner = homes(page, body)
    _drop_lines(page, body, (title, _joined(page, lead)), inner, gone)
    _drop_tail(page, body, inner, gone)
    return {index: reason for index, reason in gone.items() if index not in lead}


def _drop_edges(
    page: Outline, body: Node, gone: Fates, *, at: int, lead: frozenset[int], captions: frozenset[int]
) -> None:
    """A body wider than its paragraphs holds what stands around them: section, date, share bar, print button."""
    inner = homes(page, body, lead)
    if any(home is body for home in inner):
        return
    start = first_prose(page, body, at)
    kept = [i for i in range(start, body.last) if prose(page.segments[i]) or _inside(i, inner)]
    stop = kept[-1] + 1 if kept else body.last
    kinds = Counter((s.node.tag, s.node.css) for s in page.inside(body) if not s.links)
    for i in [*range(body.first, start), *range(stop, body.last)]:
        if i <= at:
            gone[i] = "above the headline"
        elif not (
            _inside(i, inner)
            or i in captions
            or _belongs(page, i, body, behind=i >= start)
            or _heads_alike(page.segments[i], kinds)
        ):
            gone[i] = "between headline and text" if i < start else "behind the text"


def _inside(index: int, nodes: list[Node]) -> bool:
    return any(node.first <= index < node.last for node in nodes)


def _belongs(page: Outline, index: int, body: Node, *, behind: bool) -> bool:
    segment = page.segments[index]
    return _is_intro(segment) or (behind and looks_signed(segment, body))


def _heads_alike(segment: Segment, kinds: Counter[tuple[str, str]]) -> bool:
    """A heading above the first paragraph that is made like two and more others of the body."""
    heading = (segment.node.tag, segment.node.css)
    return heading[0] in {"h2", "h3", "h4"} and not segment.links and kinds[heading] >= 3


def _is_intro(segment: Segment) -> bool:
    """A heading or short lead, not a label: it has the length of a sentence."""
    return (
        segment.node.tag in {"h2", "h3", "h4", "p"}
        and len(segment.text) >= 25
        and not segment.links
        and not is_date_line(segment.text)
    )


def _drop_boxes(page: Outline, body: Node, gone: Fates) -> None:
    skip = body.index
    for node in page.below(body):
        if node.index < skip or node.first == node.last:
            continue
        reason = _box(page, node, body)
        if reason:
            skip = node.end
            for i in range(node.first, node.last):
                gone.setdefault(i, reason)


def _box(page: Outline, node: Node, body: Node) -> str:
    kind = node.element.get("type") or ""
    if kind and node.tag in {"div", "figure", "section"} and _JUNK_TYPE.search(kind):
        return f"a box of type {kind}"[:60]
    small = page.mass_of(node) < max(_LARGEST * page.mass_of(body), 1)
    if node.hidden and small:
        return "hidden from readers"
    if not small and page.mass_of(node) < _MOST * page.mass_of(body) and (said := node.names & COMMENTS):
        return f"a box named {min(said)}"
    if not small or (kind and _TEXT_TYPE.search(kind)) or node.tag in _HOLDS:
        return ""
    return _by_name(page, node) or _by_links(page, node)


def _by_name(page: Outline, node: Node) -> str:
    names = node.names
    if names & EMBEDDED:
        return "an embedded post"
    links = page.links_of(node)
    if node.tag in {"footer", "form", "dialog"} or (node.tag == "aside" and (links or not page.mass_of(node))):
        return f"a page part: {node.tag}"
    if junk := names & (JUNK if links else JUNK - RELATED):  # a box without links relates to nothing
        return f"a box named {min(junk)}"
    if names >= {"link", "source"}:
        return "the address of the original"
    return "about the author" if names & AUTHOR_BOX and node.tag != "p" else ""


def _by_links(page: Outline, node: Node) -> str:
    """Lists of links, and teasers: a linked headline with a line or two of summary, once or many times."""
    segments, links = page.inside(node), page.links_of(node)
    if links and is_related_cue(segments[0].text) and len(segments) > 1 and links >= 0.3 * page.chars_of(node):
        return "a box of related articles"
    if starts_tags(segments[0].text) and links >= 0.5 * (page.chars_of(node) - len(segments[0].text)):
        return "tags"
    holds = links and node.tag != "p"
    linked = [s for s in segments if s.linked and len(s.text.split()) >= 3 and not is_label(s.text)] if holds else []
    if not linked:
        return ""
    if len(linked) >= 2 and links >= 0.6 * page.chars_of(node):
        return "a list of links"
    starts = segments[0].linked or is_related_cue(segments[0].text)
    leads_away = all(leads_to_article(s.href) for s in linked)
    if starts and leads_away and len(segments) <= 3 * len(linked) + 1 and len(segments) > 1:
        return "a teaser of another article"
    return ""


def _joined(page: Outline, lead: frozenset[int]) -> str:
    return " ".join(page.segments[i].text for i in sorted(lead))


def _drop_lines(page: Outline, body: Node, told: tuple[str, str], inner: list[Node], gone: Fates) -> None:
    previous = ""
    for i in range(body.first, body.last):
        segment = page.segments[i]
        if i not in gone:
            reason = _line(page, body, i, told, inner)
            if not reason and segment.text == previous and len(segment.text.split()) >= 4:
                reason = "the line before, again"
            if reason:
                gone[i] = reason
        previous = segment.text


def _line(page: Outline, body: Node, index: int, told: tuple[str, str], inner: list[Node]) -> str:
    segment = page.segments[index]
    reason = points_away(segment)
    if reason and not (reason == LINKED_HEADLINE and _is_subheading(segment, inner)):
        return reason
    if is_label(segment.text) and segment.node.tag not in {"h2", "h3"}:
        return "a label"
    if starts_tags(segment.text) and page.mass[-1] and index > (body.first + body.last) // 2:
        return "tags"
    if again := next(
        (name for name, text in zip(_TOLD, told, strict=True) if len(text) > 10 and same_words(text, segment.text)), ""
    ):
        return again
    at_edge = index < body.first + 4 or (index >= body.last - 4 and len(segment.text) < _DATE_BEHIND)
    if at_edge and is_date_line(segment.text):
        return "a date line"
    return ""


def _is_subheading(segment: Segment, inner: list[Node]) -> bool:
    """A heading among the paragraphs, or between sections of them, may link; headlines of other articles come in
    boxes of their own."""
    above = segment.node.parent
    among = any(above is home for home in inner) or sum(above is home.parent for home in inner) >= 2
    return segment.node.tag in {"h2", "h3", "h4"} and among


def _drop_tail(page: Outline, body: Node, inner: list[Node], gone: Fates) -> None:
    """Everything behind the headline of another section, when most of the prose stands before it; behind that of the
    comments, whatever is there."""
    total = page.mass_of(body)
    for i in range(body.first, body.last):
        before = page.mass[i] - page.mass[body.first]
        after = page.mass[body.last] - page.mass[i]
        text = page.segments[i].text
        comments = starts_comments(text) and any(
            len(page.segments[j].text) >= 40 for j in range(body.first, i) if j not in gone
        )
        behind = before >= 0.3 * total and after <= 0.5 * total and ends_body(text)
        if comments or (behind and not _goes_on(page, i, inner, gone)):
            gone.update({j: gone.get(j, "what stands after the article") for j in range(i, body.last)})
            return
        if before >= 0.3 * total and ends_body(text):
            gone.setdefault(i, "a cue for related articles")


def _goes_on(page: Outline, cue: int, inner: list[Node], gone: Fates) -> bool:
    """Whether paragraphs go on behind a related box: prose where the paragraphs above it stand, no teaser's summary."""
    for home in inner:
        for i in range(max(cue + 1, home.first), home.last if home.first < cue else home.first):
            near = page.segments[max(cue, i - 2) : i]
            teased = any(s.linked and (s.node is home or s.node.parent is home) for s in near)
            if i not in gone and prose(page.segments[i]) and not teased:
                return True
    return False
