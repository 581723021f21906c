"""Which lines of a body are captions."""

import re

from crawler.extraction import phrases
from crawler.extraction.names import CAPTION
from crawler.extraction.outline import Node, Outline, Segment

_LONGEST = 500
_SHORT = 120  # characters up to which a line is a caption by its place and style alone; longer ones carry the story
_SENTENCE = 60  # characters from which a line that ends like a sentence is text, unless style sets it apart
_STOPS = (".", "!", "?", "…", "”", '"')
_CREDIT = re.compile(
    r"(?:ảnh|đồ họa|đồ hoạ|video|nguồn|infographic|clip)\s*:\s*[^.:]{2,60}\)?[.\s]*$|ảnh minh (?:họa|hoạ)\W*$",
    re.IGNORECASE,
)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_IMAGE_CLASS = frozenset({"image", "tplcaption", "img-caption", "pcaption", "picturecaption", "t-caption"})


def captions(page: Outline, body: Node) -> frozenset[int]:
    """The captions of a body: by their element, by a table of one picture, by how they follow one."""
    framed: dict[int, bool | None] = {body.index: None}
    for node in page.below(body):  # what stands above a node comes before it
        if node.first < node.last:
            own = _framed(page, node)
            framed[node.index] = framed[node.parent.index] if own is None and node.parent else own
    found = ((i, page.segments[i]) for i in range(body.first, body.last))
    verdicts = ((i, s, framed[s.node.index]) for i, s in found)
    return frozenset(i for i, s, frame in verdicts if (_says_caption(s) if frame is None else frame))


def _framed(page: Outline, node: Node) -> bool | None:
    """Whether an element makes captions of what it holds; None when it says nothing of it."""
    if node.tag in {"figcaption", "figure"} or not node.names.isdisjoint(CAPTION):
        return page.chars_of(node) < 4 * _LONGEST
    return True if node.tag == "table" and _is_picture_table(page, node) else None


def _says_caption(segment: Segment) -> bool:
    if phrases.PHOTO_CREDIT.match(segment.text):
        return True
    return segment.after_image and _follows_picture(segment)


def _is_picture_table(page: Outline, table: Node) -> bool:
    """Before <figure>, a picture and its caption stood in a table of two cells."""
    if page.chars_of(table) > _LONGEST or table.last - table.first > 3:
        return False
    return next(table.element.iter("img"), None) is not None


def _follows_picture(segment: Segment) -> bool:
    """The line right behind a picture: short or with a credit, and in the picture's block, centred or slanted."""
    element, text = segment.node.element, segment.text
    if len(text) > _LONGEST or segment.node.tag in {"h2", "h3", "h4", "li", "body"}:
        return False
    if not segment.node.names.isdisjoint(_IMAGE_CLASS):
        return True
    credited = _CREDIT.search(text) is not None
    if len(text) > _SHORT and not credited:
        return False
    centred = element.get("align") == "center" or _CENTRED.search(element.get("style") or "") is not None
    if centred or segment.italic >= 0.9 * len(text):
        return True
    sentence = len(text) > _SENTENCE and text.endswith(_STOPS)
    return _shares_block(segment) and (credited or not sentence)


def _shares_block(segment: Segment) -> bool:
    """Whether the picture stands in the same small block or right beside the line in one; a body of bare lines holds
    pictures too."""
    return any(
        node is not None
        and node.last - node.first <= 3
        and node.tag in {"p", "div", "td", "center"}
        and next(node.element.iter("img"), None) is not None
        for node in (segment.node, segment.node.parent)
    )
