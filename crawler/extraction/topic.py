"""Section and tags, as the page tells programs."""

import re
from collections.abc import Iterable

from crawler.extraction.metadata import Metadata, clean

_MOST = 30
_LONGEST = 80


def section_of(meta: Metadata) -> tuple[str | None, str]:
    """The section and where it came from; (None, "") when the page names none."""
    told = meta.ld.get("articleSection")
    first = told[0] if isinstance(told, list) and told else told
    if isinstance(first, str) and first.strip():
        return clean(first)[:_LONGEST], "json-ld"
    found = meta.first("article:section", "its_section", "section")
    return (found[:_LONGEST], "meta") if found else (None, "")


def tags_of(meta: Metadata) -> tuple[tuple[str, ...], str]:
    """The tags, each once, in the order of the page, and where they came from."""
    told = meta.ld.get("keywords")
    parts = told if isinstance(told, list) else [told]
    tags = _split(clean(part) for part in parts if isinstance(part, str))
    if tags:
        return tags, "json-ld"
    tags = _split([meta.first("news_keywords", "keywords", "its_tag", "article:tag")])
    return tags, "meta" if tags else ""


def _split(values: Iterable[str]) -> tuple[str, ...]:
    found = (tag.strip() for value in values for tag in re.split(r"[,;]", value))
    return tuple(dict.fromkeys(tag for tag in found if 1 < len(tag) <= _LONGEST))[:_MOST]
