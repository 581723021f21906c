"""Sóng Lam: related boxes inside the body with every headline twice, then an endless list; found by a news sitemap."""

import gzip
from collections.abc import Iterator
from datetime import datetime
from html import escape

from crawler.items import Block
from tests.press.houses.edition import Edition
from tests.press.houses.house import House
from tests.press.houses.listings import news_row, plain_row, robots, sitemap_index, url_set
from tests.press.houses.parts import ad_config, credit, list_items, long_date, number, slugify, table_rows
from tests.press.houses.sheet import Forme, Sheet
from tests.press.houses.teasers import Teaser, old_teasers
from tests.press.reply import Reply, Wire
from tests.press.truth import NotArticle, PressArticle

_BOXES_INSIDE = 2
_BOXES_AFTER = 4


class SongLam(House):
    """The paper whose pages give articles like the raw news document among the seeds."""

    id = "songlam"
    name = "Sóng Lam"
    wire = Wire(chunked=True)
    sitemaps = ("/sitemap.xml",)
    article_url = r"-post\d+\.html$"
    delay = 0.01

    def path(self, article: PressArticle) -> str:
        return f"/{slugify(article.title)}-post{number(article)}.html"

    def page(self, article: PressArticle, edition: Edition) -> Sheet:
        forme = Forme("songlam.html")
        teasers = [Teaser(other.title, other.lead, self.path(other)) for other in edition.besides(article)]
        teasers += old_teasers(self.id)
        return forme.print(
            title=escape(article.title),
            url=edition.base + self.path(article),
            lead=escape(article.lead),
            slug=article.slug,
            date_meta=_date_meta(article),
            scripts=ad_config(self.id, 12),
            section=article.section,
            section_slug=slugify(article.section),
            authors=escape(" - ".join(article.authors)),
            visible_date=forme.junk(long_date(article.published_at)),
            print_path=f"/in-bai{self.path(article)}",
            body="\n".join(_body(article, forme, teasers)),
            source=f'<div class="detail__source">{forme.junk(credit(article))}</div>' if article.source else "",
            stream="\n".join(_story(forme, teaser) for teaser in teasers),
            most_read="".join(f'<p><a href="{t.path}">{forme.junk(t.title)}</a></p>' for t in teasers[-8:]),
        )

    def listings(self, edition: Edition) -> dict[str, Reply]:
        base, newest = edition.base, edition.articles[0].published_at
        october = gzip.compress(self._month(edition, 10).body, mtime=0)
        parts = ("news-2025-11.xml", "news-2025-10.xml.gz", "category.xml")
        return {
            "/": Reply(f'<html><body><a href="/xa-hoi.html">{self.name}</a></body></html>'.encode()),
            "/robots.txt": robots(
                "User-agent: *", "Disallow: /in-bai/", "Crawl-delay: 0.05", f"Sitemap: {base}/sitemap.xml"
            ),
            "/sitemap.xml": sitemap_index((f"{base}/sitemaps/{part}", newest) for part in parts),
            "/sitemaps/news-2025-11.xml": self._month(edition, 11),
            "/sitemaps/news-2025-10.xml.gz": Reply(october, content_type="application/x-gzip"),
            "/sitemaps/category.xml": url_set(plain_row(f"{base}/{s}.html", newest) for s in ("xa-hoi", "kinh-te")),
        } | {page.path: _other(page) for page in edition.others}

    def _month(self, edition: Edition, month: int) -> Reply:
        articles = [article for article in edition.articles if article.published_at.month == month]
        rows = [news_row(article, edition.base + self.path(article), self.name) for article in articles]
        others = edition.others if month == 11 else ()
        return url_set(rows + [plain_row(edition.base + page.path, _when(edition)) for page in others])


def _when(edition: Edition) -> datetime:
    return edition.articles[0].published_at


def _date_meta(article: PressArticle) -> str:
    """Every other page has the time in its head; the rest print it for readers alone."""
    if number(article) % 2:
        return ""
    return f'<meta property="article:published_time" content="{article.published_at.isoformat()}">'


def _body(article: PressArticle, forme: Forme, teasers: list[Teaser]) -> Iterator[str]:
    middle = len(article.blocks) // 2
    for place, block in enumerate(article.blocks):
        if place == middle:
            yield from (_box(forme, teaser) for teaser in teasers[:_BOXES_INSIDE])
        yield _block(article, block)
    yield from (_box(forme, teaser) for teaser in teasers[_BOXES_INSIDE : _BOXES_INSIDE + _BOXES_AFTER])


def _block(article: PressArticle, block: Block) -> str:
    text = escape(block.text, quote=False)
    match block.kind:
        case "caption":
            alt = escape(article.title)
            return (
                f'<div class="image"><img src="/media/{article.slug}.jpg" alt="{alt}" title="{alt}">'
                f'<div class="image__caption"><em>{text}</em></div></div>'
            )
        case "heading":
            return f"<h2><strong>{text}</strong></h2>"
        case "list":
            return f"<ul>{list_items(block)}</ul>"
        case "table":
            return f"<table border=1>{table_rows(block)}</table>"
        case "quote":
            return f"<blockquote>{text}</blockquote>"
        case _:
            return f"<p><span>{text}</span></p>"


def _box(forme: Forme, teaser: Teaser) -> str:
    title = forme.junk(teaser.title)
    return (
        f'<article class="related-item"><a href="{teaser.path}" title="{title}"><img src="/media/s.jpg" alt="{title}">'
        f'</a> <a href="{teaser.path}">{title}</a><p>{forme.junk(teaser.summary)}</p></article>'
    )


def _story(forme: Forme, teaser: Teaser) -> str:
    title = forme.junk(teaser.title)
    return (
        f'<div class="story"><a href="{teaser.path}"><img src="/media/s.jpg" alt="{title}">'
        f'<span class="story__twin">{title}</span></a><h3><a href="{teaser.path}">{title}</a></h3>'
        f'<div class="story__summary">{forme.junk(teaser.summary)}</div></div>'
    )


def _other(page: NotArticle) -> Reply:
    html = f"<html lang=vi><head><title>{page.title}</title></head><body><h1>{page.title}</h1>{page.body}</body></html>"
    return Reply(html.encode())
