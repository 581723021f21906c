"""The headline as readers see it."""

import re
from collections import Counter

from crawler.extraction.metadata import Metadata
from crawler.extraction.names import names_of
from crawler.extraction.outline import Node, Outline
from crawler.text import fold

_SEPARATOR = re.compile(r"\s+[|–—\-»:]\s+|\s*\|\s*")
_WORDS = re.compile(r"\w+")
_LONGEST = 300
_HEADLINE = 4  # words


def words_of(text: str) -> list[str]:
    """The words of a text, folded: for comparing only."""
    return _WORDS.findall(fold(text))


def find_title(page: Outline, meta: Metadata) -> tuple[str, str, int]:
    """Title, where it came from, and the index of its segment (-1 when it is not among the visible text).

    The h1 that the page's own metadata confirms wins; without one, the visible line that equals og:title or the start
    of <title>: pages before 2013 mark their headline with any element. "" when the page names none.
    """
    told = [t for t in (meta.first("og:title", "twitter:title"), meta.text("headline"), meta.title) if t]
    headings = [i for i, s in enumerate(page.segments) if s.node.tag == "h1" and not s.soft]
    ranked = sorted(headings, key=lambda i: (-_confirmed(_heading(page, i), told), i))
    if ranked and (_confirmed(_heading(page, ranked[0]), told) >= 0.5 or not told):
        return _heading(page, ranked[0]), "h1", ranked[0]
    if (index := _told_line(page, told)) is not None:
        return page.segments[index].text, "visible", index
    if ranked and len(headings) == 1 and len(words_of(_heading(page, ranked[0]))) >= 4:
        return _heading(page, ranked[0]), "h1", ranked[0]
    if told:
        return shorn(told[0], page), "og:title" if told[0] != meta.title else "title", -1
    return "", "", -1


def _heading(page: Outline, index: int) -> str:
    """An h1 with its line breaks: the segments that follow softly belong to it."""
    parts = [page.segments[index].text]
    for segment in page.segments[index + 1 : index + 4]:
        if not (segment.soft and segment.node is page.segments[index].node):
            break
        parts.append(segment.text)
    return " ".join(parts)[:_LONGEST]


def _confirmed(heading: str, told: list[str]) -> float:
    """How far a heading and the core of one of the told titles are the same words, 0…1.

    The core is the first part between separators when it has the length of a headline, else the longest: a logo in
    an h1 is part of many a <title>, but not its core.
    """
    words = words_of(heading)
    if not words:
        return 0.0
    best = 0.0
    for title in told:
        parts = _SEPARATOR.split(title)
        core = words_of(parts[0] if len(words_of(parts[0])) >= _HEADLINE else max(parts, key=len))
        common = sum((Counter(words) & Counter(words_of(title))).values())
        shared = sum((Counter(words) & Counter(core)).values())
        best = max(best, min(common / len(words), shared / max(1, len(core))))
    return best


def _told_line(page: Outline, told: list[str]) -> int | None:
    wanted = {tuple(words_of(part)) for t in told for part in (t, *_SEPARATOR.split(t))}
    wanted = {w for w in wanted if len(w) >= 3}
    hits = [i for i, s in enumerate(page.segments) if len(s.text) < _LONGEST and tuple(words_of(s.text)) in wanted]
    unlinked = [i for i in hits if not page.segments[i].linked]
    named = [i for i in unlinked if _says_title(page.segments[i].node)]
    return next(iter(named or unlinked or hits), None)


def _says_title(node: Node) -> bool:
    return node.tag in {"h1", "h2", "h3", "h4"} or not names_of(node.element).isdisjoint(
        {"title", "ptitle", "headline"}
    )


def shorn(title: str, page: Outline) -> str:
    """A told title without the paper's name behind the last separator."""
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and len(words_of(parts[0])) >= 4:
        return parts[0].strip()
    return title[:_LONGEST]
