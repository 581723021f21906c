"""Section pages: the articles they link to, and the page that follows."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from crawler.discovery.entries import Entry, clean_title
from crawler.sites import Site

MAX_LINKS = 2000  # links read of one page; a page of 100,000 links is a trap
_NEXT_WORDS = re.compile(
    r"^(?:trang (?:sau|tiếp|kế)(?: theo)?|tiếp(?: theo)?|sau|xem thêm|tải thêm|cũ hơn|(?:các )?bài (?:đăng )?cũ hơn"
    r"|tin cũ hơn|next(?: page)?|older(?: posts| entries)?|[›»>→]+)\s*[›»>→]*$",
    re.IGNORECASE,
)
_NEXT_LIMIT = 100  # characters: the pattern is quadratic in them
_NUMBER = re.compile(
    r"(?P<before>(?:[-/](?:page|trang|p)[-/]?)|(?:[?&](?:page|trang|p|paged)=))(?P<number>\d{1,4})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Section:
    """The articles that a section page links to, in its order, and the address of the next page if there is one."""

    entries: tuple[Entry, ...]
    next_page: str | None


def parse_section(body: bytes, url: str, site: Site, encoding: str | None = None) -> Section:
    """Read the section page that `url` answered with; kept links lead to the site itself and look like articles."""
    links = _links(body, url, encoding)
    titles: dict[str, str] = {}
    for link, text, _ in links:
        if site.owns(link) and site.is_article(link) and link != url:
            page = site.plain(link)
            titles[page] = max(titles.get(page, ""), text, key=len)
    return Section(tuple(Entry(link, title) for link, title in titles.items()), _next_page(links, url, site))


def _links(body: bytes, url: str, encoding: str | None) -> list[tuple[str, str, bool]]:
    """Address without fragment, text, and whether the link says of itself that it leads to the next page."""
    try:
        root = document_fromstring(body, parser=HTMLParser(encoding=encoding, huge_tree=False, no_network=True))
    except (etree.ParserError, ValueError, LookupError):  # an empty body; an unknown encoding
        return []
    base = next((_joined(url, element.get("href", "")) for element in root.iter("base")), None) or url
    found = []
    for anchor in root.iter("a", "link"):
        target = _joined(base, anchor.get("href", ""))
        if target is not None and (anchor.tag == "a" or anchor.get("rel") == "next"):
            text = clean_title(_text(anchor) or anchor.get("title", ""))
            found.append((target, text, _says_next(anchor, text)))
            if len(found) >= MAX_LINKS:
                break
    return found


def _text(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _joined(base: str, href: str) -> str | None:
    try:
        url = urljoin(base, href.strip()).partition("#")[0]
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _says_next(anchor: etree._Element, text: str) -> bool:
    words = (text, anchor.get("title", ""), anchor.get("aria-label", ""))
    if "next" in anchor.get("rel", "").split():
        return True
    return any(_NEXT_WORDS.match(word.strip()[:_NEXT_LIMIT]) for word in words)


def _next_page(links: list[tuple[str, str, bool]], url: str, site: Site) -> str | None:
    """The page numbered one higher, else the link that calls itself next, else this address with its number raised."""
    pages = [link for link, _, _ in links if site.owns(link) and not site.denies(link) and link != url]
    number = page_number(url)
    numbered = next((link for link in pages if _same_list(link, url) and page_number(link) == number + 1), None)
    said = (link for link, _, says in links if says and link in pages and not site.is_article(link))
    return numbered or next(said, None) or _raised(url)


def page_number(url: str) -> int:
    """The number of a list page by its address, 1 when it names none."""
    found = _NUMBER.search(url)
    return int(found["number"]) if found else 1


def _same_list(one: str, other: str) -> bool:
    return _unnumbered(one) == _unnumbered(other)


def _unnumbered(url: str) -> str:
    """The address without its page number, ending and trailing slash: the list itself."""
    plain = _NUMBER.sub("", url, count=1)
    return re.sub(r"(?:\.\w{2,4})?/?(?:[?&]$|$)", "", plain)


def _raised(url: str) -> str | None:
    """A numbered list that shows no link to the next page (timelines loaded by script) goes on by its number."""
    found = _NUMBER.search(url)
    if found is None:
        return None
    return url[: found.start("number")] + str(int(found["number"]) + 1) + url[found.end("number") :]
