"""Feeds and sitemaps as bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from tests.press.reply import Reply
from tests.press.truth import PressArticle

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class RssItem:
    """One item of an RSS feed; `summary` may be HTML."""

    title: str
    link: str
    summary: str
    published_at: datetime


def rss(name: str, link: str, items: Iterable[RssItem]) -> str:
    """An RSS 2.0 feed with titles and summaries in CDATA."""
    entries = "".join(
        f"<item><title><![CDATA[{item.title}]]></title><description><![CDATA[{item.summary}]]></description>"
        f'<link>{escape(item.link)}</link><guid isPermaLink="false">{escape(item.link)}</guid>'
        f"<pubDate>{format_datetime(item.published_at)}</pubDate></item>\n"
        for item in items
    )
    head = (
        f'{_HEAD}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel><title>{escape(name)}</title>'
    )
    return f"{head}<link>{link}</link><description>{escape(name)}</description>\n{entries}</channel></rss>\n"


def sitemap_index(entries: Iterable[tuple[str, datetime]]) -> Reply:
    """A sitemap index of (address, last change)."""
    rows = "".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{at.isoformat()}</lastmod></sitemap>\n" for url, at in entries
    )
    return xml_reply(f'{_HEAD}<sitemapindex xmlns="{_SITEMAP}">\n{rows}</sitemapindex>\n')


def url_set(rows: Iterable[str]) -> Reply:
    """A sitemap of finished `<url>` rows."""
    spaces = (
        f'xmlns="{_SITEMAP}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
        'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    )
    return xml_reply(f"{_HEAD}<urlset {spaces}>\n{''.join(rows)}</urlset>\n")


def plain_row(url: str, at: datetime) -> str:
    """A `<url>` row with the time of the last change."""
    return f"<url><loc>{escape(url)}</loc><lastmod>{at.isoformat()}</lastmod></url>\n"


def news_row(article: PressArticle, url: str, paper: str) -> str:
    """A `<url>` row of a news sitemap, with the photo and its title."""
    publication = (
        f"<news:publication><news:name>{paper}</news:name><news:language>vi</news:language></news:publication>"
    )
    return (
        f"<url><loc>{escape(url)}</loc><news:news>{publication}"
        f"<news:publication_date>{article.published_at.isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.title)}</news:title></news:news>"
        f"<image:image><image:loc>{escape(url)}.jpg</image:loc><image:title>{escape(article.title)}</image:title>"
        "</image:image></url>\n"
    )


def xml_reply(text: str, modified_at: datetime | None = None, content_type: str = "text/xml; charset=utf-8") -> Reply:
    """A feed or sitemap as an answer; with a time it honours conditional requests."""
    return Reply(text.encode(), content_type=content_type, modified_at=modified_at)


def robots(*lines: str) -> Reply:
    """A robots.txt."""
    return Reply("\n".join(lines).encode() + b"\n", content_type="text/plain; charset=utf-8")
