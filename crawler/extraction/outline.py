"""A page as a flat list of text runs in reading order, and the block elements as ranges over that list.

Everything later (container, lead, boxes, captions) asks questions about ranges, which prefix sums answer at once: one
walk over the tree instead of one per question.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from lxml.etree import _Element, iterwalk

from crawler.extraction.names import is_hidden, vocabulary
from crawler.text import normalize

INLINE = vocabulary(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s
    samp small span strike strong sub sup time tt u var wbr
    """
)
SKIPPED = vocabulary(
    """
    script style noscript template iframe svg select option button textarea input object embed canvas audio
    video map head nav math frame frameset amp-ad amp-img dialog img picture source
    """
)
IMAGES = frozenset({"img", "picture", "amp-img", "video", "iframe", "svg", "object", "embed"})
PROSE = 60  # unlinked characters from which a run counts as prose; menus and labels are shorter


@dataclass(slots=True, eq=False)
class Node:
    """A block element; its text is `segments[first:last]`, it and what it holds is `nodes[index:end]`."""

    element: _Element
    tag: str
    parent: "Node | None"
    first: int
    last: int = 0
    hidden: bool = False
    index: int = 0
    end: int = 0


@dataclass(slots=True, eq=False)
class Segment:
    """A run of text between two block edges or breaks; `links`, `bold`, `italic` count its characters inside such."""

    text: str
    node: Node
    links: int = 0
    bold: int = 0
    italic: int = 0
    href: str = ""
    soft: bool = False
    after_image: bool = False

    @property
    def linked(self) -> bool:
        return self.links >= 0.9 * len(self.text)

    @property
    def emphasised(self) -> bool:
        return self.bold >= 0.9 * len(self.text)


@dataclass(slots=True, eq=False)
class Outline:
    """`mass[i]` sums the prose characters of the segments before `i`, `chars` and `links` all and linked ones."""

    segments: list[Segment]
    nodes: list[Node]
    mass: list[int]
    chars: list[int]
    links: list[int]

    def mass_of(self, node: Node) -> int:
        return self.mass[node.last] - self.mass[node.first]

    def chars_of(self, node: Node) -> int:
        return self.chars[node.last] - self.chars[node.first]

    def links_of(self, node: Node) -> int:
        return self.links[node.last] - self.links[node.first]

    def inside(self, node: Node) -> list[Segment]:
        return self.segments[node.first : node.last]

    def below(self, node: Node) -> list[Node]:
        """The block elements inside a node, in reading order."""
        return self.nodes[node.index + 1 : node.end]


def prose(segment: Segment) -> int:
    """The unlinked characters of a segment when they are many enough to be prose, else 0."""
    plain = len(segment.text) - segment.links
    return plain if plain >= PROSE and segment.links <= 0.5 * len(segment.text) else 0


class _Walk:
    """The state of one pass: the run being gathered and how deep in links, bold and italic it stands."""

    def __init__(self, body: _Element) -> None:
        self.node = Node(body, "body", None, 0)
        self.nodes = [self.node]
        self.segments: list[Segment] = []
        self.pieces: list[str] = []
        self.counts = [0, 0, 0]  # linked, bold, italic characters of the run
        self.depth = [0, 0, 0]
        self.deep = 0  # the sum of the three: most text stands in none
        self.href = self.run_href = ""
        self.soft = self.image = False

    def open(self, element: _Element, tag: str) -> None:
        if tag in INLINE or ":" in tag:  # Word leaves <o:p> and <st1:place> in old bodies
            kind = _DEPTHS.get(tag)
            if kind is not None:
                self.depth[kind] += 1
                self.deep += 1
                if kind == 0:
                    self.href = element.get("href") or ""
        else:
            self.flush()
            hidden = is_hidden(element)
            self.node = Node(element, tag, self.node, len(self.segments), 0, hidden, len(self.nodes))
            self.nodes.append(self.node)
        if element.text:
            self.add(element.text)

    def close(self, element: _Element, tag: str) -> None:
        if tag in INLINE or ":" in tag:
            kind = _DEPTHS.get(tag)
            if kind is not None:
                self.depth[kind] -= 1
                self.deep -= 1
            elif tag == "span" and element.get("class") and _glued(self.pieces, element.tail):
                self.pieces.append(" ")
        elif tag not in SKIPPED and tag != "br":
            self.flush()
            self.node.last, self.node.end = len(self.segments), len(self.nodes)
            self.node = self.node.parent or self.node
        if element.tail:
            self.add(element.tail)

    def add(self, text: str) -> None:
        self.pieces.append(text)
        if self.deep:
            size = len(text.strip())
            for kind in (0, 1, 2):
                if self.depth[kind]:
                    self.counts[kind] += size
            if self.depth[0] and size:
                self.run_href = self.href

    def flush(self, soft: bool = False) -> None:
        text = normalize("".join(self.pieces)) if self.pieces else ""
        self.pieces.clear()
        if text:
            links, bold, italic = self.counts
            run = Segment(text, self.node, links, bold, italic, self.run_href, self.soft, self.image)
            self.segments.append(run)
            self.counts, self.run_href, self.image = [0, 0, 0], "", False
            self.soft = soft
        elif not soft:
            self.soft = False


_DEPTHS = {"a": 0, "b": 1, "strong": 1, "i": 2, "em": 2}


def _glued(pieces: list[str], tail: str | None) -> bool:
    """A place stamp in a span of its own stands apart only by style: "TP HCM" + "Nếu" are two words."""
    return bool(pieces and tail and pieces[-1][-1:].isalnum() and tail[:1].isupper())


def outline(body: _Element) -> Outline:
    """Walk the page once. `iterwalk` needs no recursion: hostile pages nest hundreds of thousands deep."""
    walk = _Walk(body)
    walker = iterwalk(body, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if element is body:
            continue
        if event == "end":
            walk.close(element, tag)
        elif tag in SKIPPED:
            walk.image = walk.image or tag in IMAGES
            walker.skip_subtree()
        elif tag == "br":
            walk.flush(soft=True)
        else:
            walk.open(element, tag)
    walk.flush()
    walk.nodes[0].last, walk.nodes[0].end = len(walk.segments), len(walk.nodes)
    return _summed(walk.segments, walk.nodes)


def _summed(segments: list[Segment], nodes: list[Node]) -> Outline:
    return Outline(
        segments,
        nodes,
        [0, *accumulate(prose(s) for s in segments)],
        [0, *accumulate(len(s.text) for s in segments)],
        [0, *accumulate(s.links for s in segments)],
    )


def ancestors(node: Node, top: Node) -> Iterator[Node]:
    """A node and what it stands in, up to but without `top`."""
    here: Node | None = node
    while here is not None and here is not top:
        yield here
        here = here.parent
