"""The element that holds the body: by the marks papers use when they hold true, else by where the prose is."""

import re
from collections.abc import Iterator
from itertools import islice

from crawler.extraction.cues import is_date_line, leads_to_article
from crawler.extraction.names import COMMENTS, JUNK, vocabulary
from crawler.extraction.outline import Node, Outline, Segment, ancestors, prose

# class, id, itemprop and data-role values under which content management families keep the body
MARKS = vocabulary(
    """
    articlebody afcbc-body vnbcbc-body detail-content cms-body article__body article-body articlecontent
    article-content fck_detail singular-content e-magazine__body the-article-body __mastercms_content
    __mastercms_content_body b-maincontent td-post-content entry-content post-body post-content newscontent
    newscontents news-content dcontent content_detail_news news_detail content-detail contentdetail
    detail__content detail-cmain bodyart maincontent main-content-body content-fck detailcontent
    post-detail-body single-content content-news body-content article-detail-content newsbody story-body
    article_content main-detail-body article-editor
    """
)
ENOUGH = 0.6  # share of the page's prose that a marked element must hold to be believed
DOMINANT = 0.8  # share of its parent's prose with which a child is the place to look further
_PIECE = re.compile(r"(?:first|begin|start|end|last|top|bottom|\d)$")
_LONGEST_SUMMARY = 400
_HEAD = 8  # lines from the start of an article among which its date stands
_NEXT = 20  # headlines below an article that are looked at: hostile pages have them without end
_CARD = 5  # lines of one teaser: picture text, headline, label, summary, date
SHORTEST = 120  # characters of prose below which there is no body to speak of


def find_container(page: Outline, title: int) -> Node | None:
    """The node of the body, or None when the page has no prose. `title` is the index of the headline's segment."""
    mass = masked_mass(page, title)
    root = page.nodes[0]
    if _sum(mass, root) < SHORTEST:
        return _by_mark_alone(page)
    general = _descend(page, mass)
    marked = _marked(page, mass, _sum(mass, general))
    return _whole(page, mass, marked or general)


def is_marked(node: Node) -> bool:
    """Whether a whole class name, the id, itemprop or data-role of an element is one of MARKS."""
    get = node.element.get
    itemprop, role = get("itemprop"), get("data-role")
    if MARKS.isdisjoint(node.names) and itemprop is None and role is None:
        return False  # `names` holds the whole names too, beside the words in them
    return role == "content" or not MARKS.isdisjoint(f"{node.css} {get('id') or ''} {itemprop or ''}".lower().split())


def masked_mass(page: Outline, title: int) -> list[int]:
    """Prose of each segment, none for comments, furniture and related boxes; above the headline a third."""
    mass = [after - before for before, after in zip(page.mass, page.mass[1:], strict=False)]
    total = page.mass[-1]
    for node in page.nodes[1:]:
        weight = page.mass_of(node)
        if not weight or node.first <= title < node.last:
            continue
        names = node.names
        junk = node.hidden or node.tag in {"aside", "footer"} or not names.isdisjoint(JUNK)
        if junk and (weight < 0.4 * total or not names.isdisjoint(COMMENTS)) and not is_marked(node):
            mass[node.first : node.last] = [0] * (node.last - node.first)
    for node in _next_articles(page, title):
        mass[node.first : node.last] = [0] * (node.last - node.first)
    for i in _teasers(page):
        mass[i] = 0
    return [m if i > title else m // 3 for i, m in enumerate(mass)] if any(mass) else mass


def _next_articles(page: Outline, title: int) -> Iterator[Node]:
    """Whole articles that a page without end goes on with: made like this one, each with a headline and a date."""
    if title < 0:
        return
    own = page.segments[title].node
    below = (s.node for s in page.segments[title + 1 :] if s.node.tag == own.tag and s.node.css == own.css)
    for node in islice(below, _NEXT if own.css or own.tag == "h1" else 0):
        mine, other = _parted(own, node)
        alike = other is not node and mine.tag == other.tag and mine.css == other.css
        if alike and page.mass_of(mine) >= SHORTEST and _dated(page, other):
            yield other


def _parted(one: Node, other: Node) -> tuple[Node, Node]:
    """The children of the innermost element that holds both nodes, in which each of them stands."""
    beside = {id(node.parent): node for node in ancestors(one, None)}
    return next(((beside[id(n.parent)], n) for n in ancestors(other, None) if id(n.parent) in beside), (one, other))


def _dated(page: Outline, node: Node) -> bool:
    return any(is_date_line(s.text) for s in page.segments[node.first : min(node.first + _HEAD, node.last)])


def _teasers(page: Outline) -> Iterator[int]:
    """Summaries of other articles: prose in a small block whose line before is a linked headline.

    An endless list of such can hold more prose than the article above it.
    """
    for i, segment in enumerate(page.segments):
        if not prose(segment) or len(segment.text) > _LONGEST_SUMMARY:
            continue
        before = page.segments[max(0, i - 2) : i]
        if not any(s.linked and leads_to_article(s.href) and len(s.text.split()) >= 4 for s in before):
            continue
        card = segment.node.parent or segment.node
        if card.last - card.first <= _CARD or segment.node.tag in {"dd", "li"}:
            yield i


def _sum(mass: list[int], node: Node) -> int:
    return sum(mass[node.first : node.last])


def _descend(page: Outline, mass: list[int]) -> Node:
    """From the whole page down to the smallest block that still holds most of the prose of its parent."""
    children: dict[int, list[Node]] = {}
    for node in page.nodes[1:]:
        if node.last > node.first:
            children.setdefault(id(node.parent), []).append(node)
    here = page.nodes[0]
    while True:
        weight = _sum(mass, here)
        heavy = [c for c in children.get(id(here), ()) if _sum(mass, c) >= DOMINANT * weight]
        if not heavy:
            return here
        if heavy[0].tag in {"p", "li", "td", "tr", "h2", "blockquote"} and id(heavy[0]) not in children:
            return here
        here = heavy[0]


def _marked(page: Outline, mass: list[int], general: int) -> Node | None:
    """Among believable marked nodes the innermost that loses nothing to a wider one."""
    found = [(node, _sum(mass, node)) for node in page.nodes[1:] if node.last > node.first and is_marked(node)]
    believed = [(node, weight) for node, weight in found if weight >= ENOUGH * general]
    if not believed:
        return _first_of_many([node for node, weight in found if weight >= SHORTEST])
    found = believed
    widest, most = max(found, key=lambda pair: pair[1])
    return [node for node, weight in found if weight >= 0.95 * most or _loses_only_lead(mass, widest, node, most)][-1]


def _first_of_many(found: list[Node]) -> Node | None:
    """A page that goes on with the next articles marks each body alike: the first one is the page's own."""
    if not found:
        return None
    alike = [n for n in found if n.element.get("class") == found[0].element.get("class") and n.tag == found[0].tag]
    apart = [n for n in alike[1:] if n.first >= found[0].last and n.parent is not found[0].parent]
    return found[0] if apart else None


def _loses_only_lead(mass: list[int], wide: Node, node: Node, most: int) -> bool:
    """What a wider element holds besides is one or two lines above: the lead."""
    above = [m for m in mass[wide.first : node.first] if m]
    behind = sum(mass[node.last : wide.last])
    return len(above) <= 2 and behind <= 0.05 * most and _sum(mass, node) >= 0.5 * most


def _by_mark_alone(page: Outline) -> Node | None:
    """A picture story of a few words has no prose to weigh; the mark is all there is."""
    found = [node for node in page.nodes[1:] if page.chars_of(node) >= 40 and is_marked(node)]
    return found[-1] if found else None


def _whole(page: Outline, mass: list[int], node: Node) -> Node:
    """The parent where the body was cut in pieces (`#divfirst` and `#divend`, one table cell after another)."""
    parent = node.parent
    if parent is None or parent.parent is None:
        return node
    whole = _sum(mass, parent)
    pieces = [n for n in page.below(parent) if n.parent is parent and n is not node and n.first < n.last]
    pieces = [n for n in pieces if _akin(n, node) and (_halves(n, node) or _sum(mass, n) >= 0.08 * whole)]
    rest = whole - _sum(mass, node) - sum(_sum(mass, n) for n in pieces)
    return parent if pieces and rest < 0.1 * whole else node


def _halves(one: Node, other: Node) -> bool:
    """Ids that are told apart only as first and last piece."""
    stems = {_PIECE.sub("", (n.element.get("id") or "").lower()) for n in (one, other)}
    return len(stems) == 1 and stems != {""} and one.element.get("id") != other.element.get("id")


def _akin(one: Node, other: Node) -> bool:
    if one.tag != other.tag or not one.names.isdisjoint(JUNK):
        return False
    css, others = one.element.get("class"), other.element.get("class")
    return css == others and (_halves(one, other) or one.element.get("id") is None)


def paragraphs_parent(page: Outline, body: Node) -> Node:
    """The element right above most of the prose of the body: what stands beside it was set apart by the paper."""
    weight = _home_weights(page, body, frozenset())
    return page.nodes[max(weight, key=lambda index: weight[index])] if weight else body


def _home(segment: Segment, body: Node) -> Node:
    alone = segment.node.last - segment.node.first == 1  # several lines in one block: the block holds the paragraphs
    return segment.node.parent if alone and segment.node is not body and segment.node.parent else segment.node


def first_prose(page: Outline, body: Node, title: int) -> int:
    """The index of the first line of prose of the body below the headline."""
    start = max(body.first, title + 1)
    lines = ((i, page.segments[i]) for i in range(start, body.last))
    return next((i for i, segment in lines if prose(segment) and not is_date_line(segment.text)), start)


def homes(page: Outline, body: Node, lead: frozenset[int] = frozenset()) -> list[Node]:
    """The elements right above the paragraphs: each holds a tenth of the prose or more by itself."""
    weight = _home_weights(page, body, lead)
    total = sum(weight.values())
    return [page.nodes[i] for i, share in weight.items() if share >= 0.1 * total and share]


def _home_weights(page: Outline, body: Node, lead: frozenset[int]) -> dict[int, int]:
    """Node index → characters of the prose right below it."""
    weight: dict[int, int] = {}
    for index in range(body.first, body.last):
        if index not in lead:
            home = _home(page.segments[index], body).index
            weight[home] = weight.get(home, 0) + page.mass[index + 1] - page.mass[index]
    return weight
