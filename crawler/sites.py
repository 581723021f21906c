"""Site files: what differs from paper to paper."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """One paper: where its news is listed, what an article URL looks like, how polite to be."""

    id: str
    domains: tuple[str, ...]
    name: str = ""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    article_url: str = ""
    deny: tuple[str, ...] = ()
    delay: float = 1.0
