"""The element that holds the body: by the marks papers use when they hold true, else by where the prose is."""

from crawler.extraction.names import COMMENTS, JUNK, names_of
from crawler.extraction.outline import Node, Outline, prose

# class, id, itemprop and data-role values under which content management families keep the body
MARKS = frozenset(
    "articlebody afcbc-body vnbcbc-body detail-content cms-body article__body article-body articlecontent article-content"
    " fck_detail singular-content e-magazine__body the-article-body __mastercms_content __mastercms_content_body"
    " b-maincontent td-post-content entry-content post-body post-content newscontent newscontents news-content dcontent"
    " content_detail_news news_detail content-detail contentdetail detail__content detail-cmain bodyart maincontent"
    " main-content-body content-fck detailcontent post-detail-body single-content content-news body-content"
    " article-detail-content newsbody story-body article_content main-detail-body article-editor".split()
)
ENOUGH = 0.6  # share of the page's prose that a marked element must hold to be believed
DOMINANT = 0.8  # share of its parent's prose with which a child is the place to look further
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


def marks_of(node: Node) -> frozenset[str]:
    """The whole class names, id, itemprop and data-role of an element, lower case."""
    get = node.element.get
    values = f"{get('class') or ''} {get('id') or ''} {get('itemprop') or ''}".lower().split()
    role = get("data-role")
    return frozenset([*values, "articlebody"] if role == "content" else values)


def masked_mass(page: Outline, title: int) -> list[int]:
    """Prose of each segment, none for comments, furniture and related boxes; above the headline a third."""
    mass = [after - before for before, after in zip(page.mass, page.mass[1:], strict=False)]
    total = page.mass[-1]
    for node in page.nodes[1:]:
        weight = page.mass_of(node)
        if not weight or node.first <= title < node.last:
            continue
        names = names_of(node.element)
        junk = node.hidden or node.tag in {"aside", "footer"} or not names.isdisjoint(JUNK)
        if junk and (weight < 0.4 * total or not names.isdisjoint(COMMENTS)) and not MARKS & marks_of(node):
            mass[node.first : node.last] = [0] * (node.last - node.first)
    return [m if i > title else m // 3 for i, m in enumerate(mass)] if any(mass) else mass


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
    found = [(node, _sum(mass, node)) for node in page.nodes[1:] if node.last > node.first and MARKS & marks_of(node)]
    found = [(node, weight) for node, weight in found if weight >= ENOUGH * general]
    if not found:
        return None
    most = max(weight for _, weight in found)
    return [node for node, weight in found if weight >= 0.95 * most][-1]


def _by_mark_alone(page: Outline) -> Node | None:
    """A picture story of a few words has no prose to weigh; the mark is all there is."""
    found = [node for node in page.nodes[1:] if page.chars_of(node) >= 40 and MARKS & marks_of(node)]
    return found[-1] if found else None


def _whole(page: Outline, mass: list[int], node: Node) -> Node:
    """The parent where the body was cut in pieces (`#divfirst` and `#divend`, one table cell after another)."""
    parent = node.parent
    if parent is None or parent.parent is None:
        return node
    pieces = [n for n in page.nodes if n.parent is parent and n is not node and _sum(mass, n) and _akin(n, node)]
    rest = _sum(mass, parent) - _sum(mass, node) - sum(_sum(mass, n) for n in pieces)
    return parent if pieces and rest < 0.1 * _sum(mass, parent) else node


def _akin(one: Node, other: Node) -> bool:
    if one.tag != other.tag:
        return False
    names, others = names_of(one.element), names_of(other.element)
    if not names and not others:
        return one.tag in {"td", "tr", "div", "section"}
    return bool({n[:3] for n in names} & {n[:3] for n in others})


def paragraphs_parent(page: Outline, body: Node) -> Node:
    """The element right above most of the prose of the body: what stands beside it was set apart by the paper."""
    weight: dict[int, int] = {}
    for segment in page.inside(body):
        alone = segment.node.last - segment.node.first == 1  # several lines in one block: the block holds the paragraphs
        home = segment.node.parent if alone and segment.node is not body and segment.node.parent else segment.node
        weight[home.index] = weight.get(home.index, 0) + prose(segment)
    return page.nodes[max(weight, key=lambda i: weight[i])] if weight else body


def first_prose(page: Outline, body: Node, title: int) -> int:
    """The index of the first line of prose of the body below the headline."""
    start = max(body.first, title + 1)
    return next((i for i in range(start, body.last) if prose(page.segments[i])), start)
