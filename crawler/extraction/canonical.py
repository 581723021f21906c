"""One address an article: when the canonical link of a page is to be believed."""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from crawler.urls import canonicalize

_NUMBERS = re.compile(r"\d{3,}")


def canonical_address(told: str, url: str) -> str:
    """The canonical address that a page tells when it is of the same host and names the same piece, else its own.

    Some papers give every page of a section the section's address: believed, all would be one article.
    """
    try:
        full = urljoin(url, told)
        believed = _same_piece(urlsplit(full), urlsplit(url))
    except ValueError:  # `http://[x/` is in pages, and is no address
        return canonicalize(url)
    return canonicalize(full if believed else url)


def _same_piece(one: SplitResult, other: SplitResult) -> bool:
    if one.hostname != other.hostname or one.scheme not in {"http", "https"}:
        return False
    return one.path == other.path or not _marks(one).isdisjoint(_marks(other))


def _marks(parts: SplitResult) -> set[str]:
    """What tells one piece of a paper from another: its slug, and numbers of three digits or more."""
    slug = parts.path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return {*_NUMBERS.findall(f"{slug}?{parts.query}"), slug} - {""}
