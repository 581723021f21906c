"""One page to one article."""

from importlib.metadata import version

import trafilatura
from lxml import html as lxml_html

from crawler.errors import NotAnArticle, Reason
from crawler.items import Article, Block
from crawler.text import normalize
from crawler.urls import canonicalize

EXTRACTOR = f"rules 0; lxml {version('lxml')}; trafilatura {version('trafilatura')}"


def extract(html: bytes, url: str, *, encoding: str | None = None, site: str = "") -> Article:
    """The article of a page.

    `html` is the entity body as served, `url` where it answered, `encoding` the charset of the Content-Type header if
    any, `site` the id of its site file. Raises NotAnArticle with a reason for a page that holds no article.
    """
    text = html.decode(encoding or "utf-8", "replace")
    try:
        root = lxml_html.document_fromstring(text.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (ValueError, lxml_html.etree.ParserError) as error:
        raise NotAnArticle(Reason.NO_ARTICLE, "the page is empty") from error
    title = normalize(" ".join(root.xpath("//h1[1]//text()")) or root.findtext(".//title") or "")
    if not title:
        raise NotAnArticle(Reason.NO_TITLE, "neither h1 nor title")
    body = trafilatura.extract(root, include_comments=False, include_tables=True) or ""
    blocks = tuple(Block("paragraph", normalize(line)) for line in body.split("\n") if line.strip())
    if not blocks:
        raise NotAnArticle(Reason.NO_ARTICLE, "no body found")
    return Article(url, canonicalize(url), site, title, blocks, extractor=EXTRACTOR, language="vi")
