"""A page as a flat list of text runs in reading order, and the block elements as ranges over that list.

Everything later (container, lead, boxes, captions) asks questions about ranges, which prefix sums answer at once: one
walk over the tree instead of one per question.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from lxml.etree import _Element, iterwalk

from crawler.extraction.names import LONGEST, NO_NAMES, is_hidden, named, vocabulary
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
    """A block element; its text is `segments[first:last]`, it and what it holds is `nodes[index:end]`.

    `css` is its class attribute, `names` the words of class and id: every rule asks for them, the tree is asked once.
    """

    element: _Element
    tag: str
    parent: "Node | None"
    first: int
    css: str = ""
    names: frozenset[str] = frozenset()
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
    """The state of one pass: the run being gathered, and how deep in links, bold and italic it stands."""

    def __init__(self) -> None:
        self.node: Node | None = None
        self.nodes: list[Node] = []
        self.segments: list[Segment] = []
        self.pieces: list[str] = []
        self.counts = [0, 0, 0]  # linked, bold, italic characters of the run
        self.depth = [0, 0, 0]
        self.deep = 0  # the sum of the three: most text stands in none
        self.href = self.run_href = ""
        self.soft = self.image = False

    def begin(self, element: _Element, tag: str) -> None:
        """A block element opens."""
        self.flush()
        self.node = _node(element, tag, self.node, len(self.segments), len(self.nodes))
        self.nodes.append(self.node)

    def end(self) -> None:
        """The innermost block element closes."""
        self.flush()
        if self.node is not None:
            self.node.last, self.node.end = len(self.segments), len(self.nodes)
            self.node = self.node.parent

    def enter(self, tag: str, element: _Element) -> None:
        """A link, bold or italic opens."""
        self.depth[_DEPTHS[tag]] += 1
        self.deep += 1
        if tag == "a":
            self.href = element.get("href") or ""

    def leave(self, tag: str) -> None:
        self.depth[_DEPTHS[tag]] -= 1
        self.deep -= 1

    def pass_by(self, tag: str) -> None:
        """A break, a picture, or something that holds no text to read."""
        if tag == "br":
            self.flush(soft=True)
        elif tag in IMAGES:
            self.image = True

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
        """The run ends, at a block edge or at a break (`soft`), and becomes a segment if it says anything."""
        text = ""
        if self.pieces:
            text = normalize("".join(self.pieces))
            self.pieces.clear()
        if text and self.node is not None:
            links, bold, italic = self.counts
            run = Segment(text, self.node, links, bold, italic, self.run_href, self.soft, self.image)
            self.segments.append(run)
            self.counts, self.run_href, self.image = [0, 0, 0], "", False
            self.soft = soft
        elif not soft:
            self.soft = False


class _Roles(dict[str, int]):
    """What a tag is to the walk: a block element unless known."""

    def __missing__(self, tag: str) -> int:
        return _INLINE if ":" in tag else _BLOCK  # Word leaves <o:p> and <st1:place> in old bodies


_DEPTHS = {"a": 0, "b": 1, "strong": 1, "i": 2, "em": 2}
_BLOCK, _INLINE, _PASSED = range(3)
_ROLES = _Roles({**dict.fromkeys(INLINE, _INLINE), **dict.fromkeys({*SKIPPED, "br"}, _PASSED)})


def _glued(pieces: list[str], element: _Element) -> bool:
    """A place stamp in a span of its own stands apart only by style: "TP HCM" + "Nếu" are two words."""
    tail = element.tail
    return bool(pieces and tail and tail[0].isupper() and pieces[-1][-1:].isalnum() and element.get("class"))


def outline(body: _Element) -> Outline:
    """Walk the page once. `iterwalk` needs no recursion: hostile pages nest hundreds of thousands deep.

    A third of the time of an article goes into this loop: it calls no function where an element needs none.
    """
    walk = _Walk()
    pieces = walk.pieces
    walker = iterwalk(body, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        role = _ROLES[tag]
        if event == "start":
            if role == _PASSED:
                walk.pass_by(tag)
                walker.skip_subtree()
                continue
            if role == _BLOCK:
                walk.begin(element, tag)
            elif tag in _DEPTHS:
                walk.enter(tag, element)
            text = element.text
        else:
            if role == _BLOCK:
                walk.end()
            elif tag in _DEPTHS:
                walk.leave(tag)
            elif tag == "span" and _glued(pieces, element):
                pieces.append(" ")
            text = element.tail
        if text and (pieces or not text.isspace()):  # half of all text is the indentation of the markup
            walk.add(text)
    return _summed(walk.segments, walk.nodes)


def _node(element: _Element, tag: str, parent: Node | None, first: int, index: int) -> Node:
    get = element.get
    css, ident, style = get("class"), get("id"), get("style")
    css = css[:LONGEST] if css else ""
    names = named(css, ident[:LONGEST] if ident else "") if css or ident else NO_NAMES
    hidden = (style is not None or css != "") and is_hidden(css, style)
    return Node(element, tag, parent, first, css, names, 0, hidden, index)


def _summed(segments: list[Segment], nodes: list[Node]) -> Outline:
    return Outline(
        segments,
        nodes,
        [0, *accumulate(prose(s) for s in segments)],
        [0, *accumulate(len(s.text) for s in segments)],
        [0, *accumulate(s.links for s in segments)],
    )


def ancestors(node: Node, top: Node | None) -> Iterator[Node]:
    """A node and what it stands in, up to but without `top`; None is above the page."""
    here: Node | None = node
    while here is not None and here is not top:
        yield here
        here = here.parent
