"""Kho Báo as a library: what other programs may call without an archive."""

from typing import Any


def extract_article(html: bytes, url: str) -> dict[str, Any]:
    """Take the article out of one page.

    `html` is the page as served (decompressed, any encoding), `url` its address. Returns the JSON object that
    `khobao extract` prints. Raises `crawler.errors.NotAnArticle` when the page holds none.
    """
    from crawler.articlejson import to_json
    from crawler.extraction import extract  # trafilatura takes 0.3 s to load; `import crawler` must not

    return to_json(extract(html, url))
