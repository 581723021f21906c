"""One address an article: when the canonical link of a page is to be believed."""

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urljoin, urlsplit

from crawler.sites import belongs, host_port
from crawler.text import fold
from crawler.urls import canonicalize

_NUMBERS = re.compile(r"\d{3,}")
_WORDS = re.compile(r"[a-z]+")
_LEAST_SHARED = 4  # words: sections are called `the-gioi` or `kinh-te-xa-hoi`, and their articles speak of both
_MOST = 0.6  # of the slug's words: headlines are reworded after the slug was made


def canonical_address(told: Iterable[str], url: str, title: str, domains: tuple[str, ...] = ()) -> str:
    """The first address that a page tells of itself which is of the same paper and names the same piece, else its own.

    `domains` are the paper's, as far as they are known; without them only hosts that share a name are one paper.

    Some papers give every page of a section the section's address: believed, all would be one article. The same piece
    is one whose path, slug or number is the page's own, or whose slug says the words of the page's title.
    """
    believed = (full for one in told if (full := _believed(one, url, title, domains)))
    return canonicalize(next(believed, url))


def _believed(told: str, url: str, title: str, domains: tuple[str, ...]) -> str:
    try:
        full = urljoin(url, told)
        one, other = urlsplit(full), urlsplit(url)
        paper = _same_paper(one, other) or all(_in(address, domains) for address in (full, url))
        same = paper and (_same_piece(one, other) or _says(_slug(one), title))
    except ValueError:  # `http://[x/` is in pages, and is no address
        return ""
    return full if same else ""


def _same_paper(one: SplitResult, other: SplitResult) -> bool:
    """Whether both hosts are the same, or one lies below the other (`thethao.bao.vn`, `bao.vn`)."""
    if one.scheme not in {"http", "https"} or one.port != other.port:
        return False
    first, second = f".{one.hostname}", f".{other.hostname}"
    return first.endswith(second) or second.endswith(first)


def _in(url: str, domains: tuple[str, ...]) -> bool:
    return url.startswith(("http:", "https:")) and any(belongs(*host_port(url), domain) for domain in domains)


def _same_piece(one: SplitResult, other: SplitResult) -> bool:
    return one.path == other.path or not _marks(one).isdisjoint(_marks(other))


def _marks(parts: SplitResult) -> set[str]:
    """What tells one piece of a paper from another: its slug, and numbers of three digits or more."""
    return {*_NUMBERS.findall(f"{_slug(parts)}?{parts.query}"), _slug(parts)} - {""}


def _slug(parts: SplitResult) -> str:
    return parts.path.rstrip("/").rpartition("/")[2].partition(".")[0]


def _says(slug: str, title: str) -> bool:
    """Whether most of a slug's words, and as many as no section's name has, stand in the title."""
    words, said = _WORDS.findall(slug.casefold()), set(_WORDS.findall(fold(title)))
    shared = sum(word in said for word in words)
    return shared >= _LEAST_SHARED and shared >= _MOST * len(words)
