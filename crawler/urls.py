"""One address an article: canonical URLs and the ids made from them."""

from hashlib import sha256

from w3lib.url import canonicalize_url


def canonicalize(url: str) -> str:
    """The address under which one article is kept, whatever link led to it."""
    return canonicalize_url(url)


def article_id(canonical_url: str) -> str:
    """The id of an article: the first 16 hex digits of SHA-256 over its canonical URL."""
    return sha256(canonical_url.encode()).hexdigest()[:16]
