"""Text to tree, once a page, within limits."""

import re

from lxml import etree
from lxml.etree import _Element

from crawler.errors import NotAnArticle, Reason

LARGEST = 16 * 2**20  # characters, as settings.py limits a body; a longer one was not fetched by us
_EARLY_END = re.compile(r"</(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])\s*>")  # no IGNORECASE: "</" is looked for as it is


def parse(text: str) -> _Element:
    """The root element of a page. `huge_tree` lifts libxml2's depth limit from 256 to 2,048 levels: unclosed <font>
    of old pages pass the first. Raises NotAnArticle when nothing can be parsed."""
    if len(text) > LARGEST:
        raise NotAnArticle(Reason.TOO_LARGE, f"{len(text)} characters; the limit is {LARGEST}")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    # a paper closes </html> at the top and goes on: libxml2 would drop what follows
    whole = _EARLY_END.sub("", text)
    try:
        root = etree.fromstring(whole.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, etree.ParserError) as error:
        raise NotAnArticle(Reason.NO_ARTICLE, "the page is empty") from error
    if root is None:
        raise NotAnArticle(Reason.NO_ARTICLE, "the page is empty")
    return root
