"""What a page says of itself to programs: JSON-LD, meta elements, microdata."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, cast

from lxml.etree import XPath, _Element

from crawler.extraction.names import COMMENTS, RELATED, names_of
from crawler.text import normalize

_ARTICLE_TYPES = re.compile(r"(?:News|Blog|Report|Live|Analysis|Opinion|Review|Tech|Scholarly)?\w*(?:Article|Posting)$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_HALF = re.compile("[\ud800-\udfff]")
_DEEPEST = 12
_TIMES = XPath("//time | //abbr | //span[@itemprop]")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`ld` is the JSON-LD object of the article (empty when none), `meta` the first content of each meta name.

    `canonicals` are the addresses that the page gives itself: rel=canonical, then og:url.
    `time` is the machine reading of the first time element that is not in a list of other articles.
    """

    ld: dict[str, Any]
    meta: dict[str, str]
    title: str
    canonicals: tuple[str, ...]
    time: str = ""

    def first(self, *names: str) -> str:
        """The first meta content among `names` that is not empty."""
        return next((self.meta[name] for name in names if self.meta.get(name)), "")

    def text(self, key: str) -> str:
        """A JSON-LD value as one line of text, entities read, "" when it is no text."""
        value = self.ld.get(key)
        return clean(value) if isinstance(value, str) else ""

    @property
    def descriptions(self) -> tuple[str, ...]:
        """What the page says it is about, each wording once."""
        found = (self.first("og:description"), self.first("description"), self.text("description"))
        return tuple(dict.fromkeys(d for d in found if d))


def clean(value: str) -> str:
    """A metadata string as one line: some papers escape it twice."""
    return normalize(unescape(unescape(value)))


def inner_text(element: _Element) -> str:
    """All the text inside an element."""
    return "".join(str(piece) for piece in element.itertext())


def metadata(root: _Element) -> Metadata:
    """Read the metadata of a page in one pass over its meta, link and script elements."""
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        names = (element.get(attribute) for attribute in ("property", "name", "itemprop"))
        new = [name for told in names if told and (name := told.strip().lower()) and name not in meta]
        if new and (content := clean(element.get("content") or "")):
            meta.update(dict.fromkeys(new, content))
    links = (e.get("href") or "" for e in root.iter("link") if "canonical" in (e.get("rel") or "").lower().split())
    canonicals = tuple(told for told in (next(links, "").strip(), meta.get("og:url", "")) if told)
    title = next((clean(inner_text(e)) for e in root.iterfind("head/title")), "")
    return Metadata(_article_ld(root), meta, title, canonicals, _time_element(root))


def _told_by(element: _Element) -> str:
    if element.tag == "time" or element.get("itemprop") == "datePublished":
        return element.get("datetime") or element.get("content") or ""
    published = element.tag == "abbr" and "published" in names_of(element)
    return (element.get("title") or "") if published else ""


def _time_element(root: _Element) -> str:
    """`time`, Blogger's `abbr class="published"`, or a span with the microdata name of the date."""
    for element in cast("list[_Element]", _TIMES(root)):
        told = _told_by(element)
        above = (name for e in element.iterancestors() for name in names_of(e))
        if told and not any(name in RELATED or name in COMMENTS or name == "sidebar" for name in above):
            return told
    return ""


def _article_ld(root: _Element) -> dict[str, Any]:
    best: dict[str, Any] = {}
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            for thing in _things(_loaded(script.text or ""), 0):
                if _is_article(thing) and len(thing) > len(best):
                    best = thing
    return best


def _loaded(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return _encodable(json.loads(candidate, strict=False))
        except (ValueError, RecursionError):
            continue
    return None


def _encodable(value: Any) -> Any:
    """Without the half characters that an escape cut in two leaves ("\\ud83d"): no database and no file takes them."""
    text = json.dumps(value, ensure_ascii=False)
    return value if _HALF.search(text) is None else json.loads(_HALF.sub("", text))


def _things(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _things(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _things(value.get(key), depth + 1)


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE_TYPES.match(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )
