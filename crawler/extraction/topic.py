"""Section and tags, as the page tells programs."""

import re
from collections.abc import Iterable

from lxml.etree import _Element

from crawler.extraction.cues import is_date_line
from crawler.extraction.metadata import Metadata, clean, inner_text
from crawler.extraction.names import vocabulary
from crawler.extraction.outline import Outline

_TRAIL = vocabulary(
    """
    breadcrumb breadcrumbs breadcumb bread crumb cate category cat categories chuyenmuc folder zone
    """
)
_STEP = re.compile(r"\s*[»›>/|→]\s*")
_FRONT = re.compile(r"(?:trang (?:chủ|nhất|đầu)|home|tin tức|mới nhất)$", re.IGNORECASE)
_TAG_PATH = re.compile("/(?:tags?|label|tu-khoa)/")
_HOME = re.compile(
    r"^(?:Trang chủ|Home) ?(?=[^\W\d_a-z])"
)  # its link stands beside the next one without a sign between
_MOST = 30
_LONGEST = 80


def section_of(meta: Metadata, page: Outline, title: int) -> tuple[str | None, str]:
    """The section and where it came from: metadata, else the breadcrumb above the headline (segment `title`)."""
    told = meta.ld.get("articleSection")
    first = told[0] if isinstance(told, list) and told else told
    if isinstance(first, str) and first.strip():
        return clean(first)[:_LONGEST], "json-ld"
    found = meta.first("article:section", "its_section", "section")
    if found:
        return found[:_LONGEST], "meta"
    trail = _breadcrumb(page, title)
    return (trail, "breadcrumb") if trail else (None, "")


def _breadcrumb(page: Outline, title: int) -> str:
    """The last step of the trail nearest above the headline that is not the front page."""
    for segment in reversed(page.segments[max(0, title - 8) : max(0, title)]):
        nodes = [segment.node, segment.node.parent, segment.node.parent and segment.node.parent.parent]
        named = any(n is not None and not n.names.isdisjoint(_TRAIL) for n in nodes)
        trail = _HOME.sub("", segment.text)
        steps = [step.strip() for step in _STEP.split(trail) if step.strip() and not _FRONT.match(step.strip())]
        if named and steps and len(steps[-1]) <= 40 and not is_date_line(segment.text):
            return steps[-1]
    return ""


def tags_of(meta: Metadata, root: _Element) -> tuple[tuple[str, ...], str]:
    """The tags, each once, in the order of the page, and where they came from: metadata, else links marked as tags."""
    told = meta.ld.get("keywords")
    parts = told if isinstance(told, list) else [told]
    tags = _split(clean(part) for part in parts if isinstance(part, str))
    if tags:
        return tags, "json-ld"
    tags = _split([meta.first("news_keywords", "keywords", "its_tag", "article:tag")])
    if tags:
        return tags, "meta"
    tags = _split(clean(inner_text(link)) for link in root.iter("a") if _is_tag(link))
    return tags, "links" if tags else ""


def _is_tag(link: _Element) -> bool:
    rel = link.get("rel")
    return (rel is not None and "tag" in rel.split()) or _TAG_PATH.search(link.get("href") or "") is not None


def _split(values: Iterable[str]) -> tuple[str, ...]:
    found = (tag.strip() for value in values for tag in re.split(r"[,;]", value))
    return tuple(dict.fromkeys(tag for tag in found if 1 < len(tag) <= _LONGEST))[:_MOST]
