"""The headline as readers see it."""

import re
from collections import Counter
from urllib.parse import urlsplit

from crawler.extraction.metadata import Metadata, inner_text
from crawler.extraction.outline import Node, Outline
from crawler.text import fold, normalize

_SEPARATOR = re.compile(r"\s+[|–—\-»:]\s+|\s*\|\s*")
_COUNT = re.compile(r"\s*\(\d+\)$")
_WORDS = re.compile(r"\w+")
_LONGEST = 300
_HEADLINE = 4  # words
_TITLE_NAMES = frozenset({"title", "ptitle", "headline", "tieude", "titledetail"})
_SLUG_NUMBER = re.compile(r"(?:-(?:[a-z]{0,4}\d+))+$")  # "-4123456", "-post1234", "-c46a123"


def words_of(text: str) -> list[str]:
    """The words of a text, folded: for comparing only."""
    return _WORDS.findall(fold(text))


def find_title(page: Outline, meta: Metadata, url: str = "") -> tuple[str, str, int]:
    """Title, where it came from, and the index of its segment (-1 when it is not among the visible text).

    The h1 that the page's own metadata confirms wins; without one, the visible line that equals og:title, a part of
    <title> or the words of the address: pages before 2013 mark their headline with any element and call every page by
    the paper's name. "" when the page names none.
    """
    told = [t for t in (meta.first("og:title", "twitter:title"), meta.text("headline"), meta.title) if t]
    headings = [i for i, s in enumerate(page.segments) if s.node.tag == "h1" and not s.soft]
    cores = [_core(t) for t in told]
    ranked = sorted((-_confirmed(_heading(page, i), cores), i) for i in headings)
    if ranked and (-ranked[0][0] >= 0.5 or not told):
        return _bare(page, ranked[0][1], told), "h1", ranked[0][1]
    if (index := _told_line(page, [*told, _slug(url)])) is not None:
        return page.segments[index].text, "visible", index
    long = [i for i in headings if len(words_of(_heading(page, i))) >= _HEADLINE and not page.segments[i].linked]
    if len(long) == 1:  # og:title was written for search engines; the other h1 holds a logo
        return _heading(page, long[0]), "h1", long[0]
    if (index := _named_line(page, told)) is not None:
        return page.segments[index].text, "visible", index
    if told:
        return shorn(told[0], page), "og:title" if told[0] != meta.title else "title", -1
    return "", "", -1


def _slug(url: str) -> str:
    """The words of an address, without ending and number: "/xa-dao-co-lop-hoc-boi-4123.html"."""
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    words = _SLUG_NUMBER.sub("", last).split("-")
    return " ".join(words) if len(words) >= _HEADLINE else ""


def _bare(page: Outline, index: int, told: list[str]) -> str:
    """A confirmed h1 without the kicker on a line of its own and without the number of comments behind it."""
    wanted = _parts(told)
    lines = page.segments[index : index + 3]
    soft = [s.text for i, s in enumerate(lines) if s.node is lines[0].node and (i == 0 or s.soft)]
    if len(soft) > 1 and (line := next((text for text in soft if tuple(words_of(text)) in wanted), "")):
        return line
    heading = _unlabelled(_heading(page, index), lines[0].node, wanted)
    counted = _COUNT.sub("", heading)
    return _uncut(counted if tuple(words_of(counted)) in wanted else heading, told)


def _unlabelled(heading: str, node: Node, wanted: set[tuple[str, ...]]) -> str:
    """A headline without the label in front that is an element of its own, when metadata tell the rest."""
    first = next(iter(node.element), None)
    label = normalize(inner_text(first)) if first is not None else ""
    rest = heading[len(label) :].lstrip(" :|–-") if label and heading.startswith(label) else ""
    return rest if tuple(words_of(rest)) in wanted else heading


def _parts(told: list[str]) -> set[tuple[str, ...]]:
    """The words of each told title and of each part of it that is long enough for a headline."""
    parts = {tuple(words_of(part)) for t in told for part in (t, *_SEPARATOR.split(t), *t.split(": ", 1))}
    return {words for words in parts if len(words) >= 3}


def _uncut(heading: str, told: list[str]) -> str:
    """A headline that ends in an ellipsis was cut to fit; the told title that goes on is the whole one."""
    if not heading.endswith(("…", "...")):
        return heading
    start = heading.rstrip("….").rpartition(" ")[0]
    return next((t for t in told if len(start) >= 20 and t.startswith(start) and not t.endswith(("…", "..."))), heading)


def _named_line(page: Outline, told: list[str]) -> int | None:
    """Where <title> is no more than the paper's name: the first line of a headline's length that calls itself title."""
    if any(len(words_of(t)) > _HEADLINE for t in told):
        return None
    for i, segment in enumerate(page.segments):
        if _HEADLINE <= len(segment.text.split()) <= 30 and not segment.linked and _calls_itself_title(segment.node):
            return i
    return None


def _calls_itself_title(node: Node) -> bool:
    names = node.names
    return not names.isdisjoint(_TITLE_NAMES) or any(name.endswith("title") for name in names)


def _heading(page: Outline, index: int) -> str:
    """An h1 with its line breaks: the segments that follow softly belong to it."""
    parts = [page.segments[index].text]
    for segment in page.segments[index + 1 : index + 4]:
        if not (segment.soft and segment.node is page.segments[index].node):
            break
        parts.append(segment.text)
    return " ".join(parts)[:_LONGEST]


def _core(title: str) -> tuple[Counter[str], Counter[str]]:
    """The words of a told title, and those of its core.

    The core is the first part between separators when it has the length of a headline, else the longest: a logo in
    an h1 is part of many a <title>, but not its core.
    """
    parts = _SEPARATOR.split(title)
    core = words_of(parts[0] if len(words_of(parts[0])) >= _HEADLINE else max(parts, key=len))
    return Counter(words_of(title)), Counter(core)


def _confirmed(heading: str, cores: list[tuple[Counter[str], Counter[str]]]) -> float:
    """How far a heading and the core of one of the told titles are the same words, 0…1."""
    words = Counter(words_of(heading))
    if not words:
        return 0.0
    return max(
        (
            min((words & told).total() / words.total(), (words & core).total() / max(1, core.total()))
            for told, core in cores
        ),
        default=0.0,
    )


def _told_line(page: Outline, told: list[str]) -> int | None:
    wanted = _parts(told)
    hits = [i for i, s in enumerate(page.segments) if len(s.text) < _LONGEST and tuple(words_of(s.text)) in wanted]
    unlinked = [i for i in hits if not page.segments[i].linked]
    named = [i for i in unlinked if _says_title(page.segments[i].node)]
    return next(iter(named or unlinked or hits), None)


def _says_title(node: Node) -> bool:
    return node.tag in {"h1", "h2", "h3", "h4"} or not node.names.isdisjoint(_TITLE_NAMES)


def shorn(title: str, page: Outline) -> str:
    """A told title without the paper's name behind the last separator."""
    parts = _SEPARATOR.split(title)
    if len(parts) > 1 and len(words_of(parts[0])) >= 4:
        return parts[0].strip()
    return title[:_LONGEST]
