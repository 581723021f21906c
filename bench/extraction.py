"""Scaffold."""

from crawler.extraction import extract


def khobao(html: bytes, url: str) -> dict[str, str]:
    article = extract(html, url)
    return {
        "text": f"{article.summary}\n{article.text}",
        "title": article.title,
        "date": article.published_at.isoformat() if article.published_at else "",
        "author": ", ".join(article.authors),
    }
