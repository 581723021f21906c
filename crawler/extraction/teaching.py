"""What a page shows of its site, and what the site's other pages say of this one.

Keys tell two kinds of text apart: running prose, and what is set apart from it. A related box repeats the first
paragraph of another article; on that article's own page the same words are prose, and stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from crawler.extraction.outline import Node, Outline, prose
from crawler.items import PageObservation, Recurring

MOST = 300
"""Texts of a page that are observed: the longest; ordinary bodies hold 20 to 60."""
REST = 250
"""Characters of prose that must be left when most of it recurs, or else nothing goes."""
_LINES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "blockquote", "td", "th", "tr", "tbody"})
_DEEPEST = 12  # boxes above a line that are looked at; hostile pages nest without end

Path = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """The keys of the texts in and around a body, by segment index, and what other pages of the site taught."""

    keys: Mapping[int, int] = field(default_factory=dict)
    memory: Recurring | None = None

    @property
    def origin(self) -> str:
        """Which memory had its say; "" when it knew nothing."""
        known = self.memory
        return f"site memory {known.digest} of {known.pages} pages" if known and known.seen and self.keys else ""


NOTHING_SEEN = Seen()


def text_keys(page: Outline, body: Node, lead: frozenset[int], captioned: frozenset[int]) -> dict[int, int]:
    """Segment index → key, for what stands in the body and for the lead, whatever becomes of it.

    All but captions: "Ảnh minh họa" recurs and belongs.
    """
    paths = _paths(page, body)
    usual = _usual_paths(page, body, paths)
    keys = {}
    for i in sorted({*range(body.first, body.last), *lead}):
        segment = page.segments[i]
        if i in lead:
            keys[i] = text_key(segment.text, apart=False)
        elif i not in captioned or segment.linked:
            linked = 2 * segment.links > len(segment.text)
            keys[i] = text_key(segment.text, apart=linked or paths[segment.node.index] not in usual)
    return keys


def observation(page: Outline, seen: Seen, page_id: str) -> PageObservation:
    """What the page `page_id` teaches of its site, whatever was known before."""
    longest = sorted(seen.keys, key=lambda index: -len(page.segments[index].text))
    return PageObservation(page_id, tuple(dict.fromkeys(seen.keys[i] for i in longest))[:MOST])


def recurrent(page: Outline, body: Node, seen: Seen) -> dict[int, str]:
    """Segment index → why it is the site's and not the article's; none when next to no prose would be left.

    A story that was printed again and again is still a story.
    """
    if seen.memory is None:
        return {}
    known = seen.memory.seen
    found = {i: known[key] for i, key in seen.keys.items() if key in known}
    taken = sum(prose(page.segments[i]) for i in found if body.first <= i < body.last)
    if page.mass_of(body) - taken < min(taken, REST):
        return {}
    return {i: f"recurs on {times} of the last {pages} pages of this site" for i, (times, pages) in found.items()}


def _usual_paths(page: Outline, body: Node, paths: Mapping[int, Path]) -> frozenset[Path]:
    """The boxes of running prose, where the text is new on every page: the fullest, and those with a quarter of it.

    A box of one paragraph is none of them: teasers and notes about the author have that.
    """
    masses: dict[Path, list[int]] = {}
    for segment in page.inside(body):
        if mass := prose(segment):
            masses.setdefault(paths[segment.node.index], []).append(mass)
    most = max(map(sum, masses.values()), default=0)
    return frozenset(p for p, m in masses.items() if sum(m) == most or (len(m) > 1 and 4 * sum(m) >= most))


def text_key(text: str, *, apart: bool) -> int:
    """The key of a normalized text: 64 bits, whatever its case, odd when it is set `apart`."""
    key = int.from_bytes(blake2b(text.casefold().encode(errors="replace"), digest_size=8).digest(), "little")
    return key | 1 if apart else key & ~1


def _paths(page: Outline, body: Node) -> dict[int, Path]:
    """Node index → the innermost boxes between it and the body; paragraphs, headings, items and cells are no boxes."""
    paths: dict[int, Path] = {body.index: ()}
    for node in page.below(body):  # what stands above a node comes before it
        if node.first == node.last:
            continue
        above = paths[node.parent.index] if node.parent else ()
        paths[node.index] = above if node.tag in _LINES else ((node.tag, node.css), *above)[:_DEEPEST]
    return paths
