"""What was known of a site when a page of it was read, as far as that page is concerned: its article tells.

A text that recurs is named in `dropped` with its count, and `origins` names the memory. So a page can be read again as
it was read, years later, when the site's memory has long forgotten its design, and nothing but the article is needed.
"""

import re
from dataclasses import replace

from crawler.extraction.teaching import text_key
from crawler.items import Article, Recurring

_ORIGIN = re.compile(r"site memory (\w*) of (\d+) pages", re.ASCII)
_REASON = re.compile(r"recurs on (\d+) of the last (\d+) pages of this site", re.ASCII)


def remembered(article: Article) -> Recurring | None:
    """The part of a site's memory that had to do with this page; None when nothing was known of the site."""
    named = _ORIGIN.fullmatch(dict(article.origins).get("dropped", ""))
    if named is None:
        return None
    seen: dict[int, tuple[int, int]] = {}
    for piece in article.dropped:
        counted = _REASON.fullmatch(piece.reason)
        if counted:
            for line in piece.text.split("\n"):
                times = (int(counted[1]), int(counted[2]))
                seen |= {text_key(line, apart=True): times, text_key(line, apart=False): times}
    return Recurring(seen, int(named[2]), named[1])


def read_with(article: Article, before: Article) -> Article:
    """`article`, made with what `before` remembered, naming the memory that this is a part of."""
    origin = dict(before.origins).get("dropped")
    others = tuple(one for one in article.origins if one[0] != "dropped")
    return replace(article, origins=(*others, ("dropped", origin)) if origin else others)
