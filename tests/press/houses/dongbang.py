"""Đồng Bằng Mới: a modern paper. Caption first in the body, lead in an `h2` outside it, RSS 2.0, full metadata."""

from html import escape

from crawler.items import Block
from tests.press.houses.edition import Edition
from tests.press.houses.house import House
from tests.press.houses.listings import RssItem, robots, rss
from tests.press.houses.parts import (
    ad_config,
    credit,
    json_ld_script,
    linked,
    list_items,
    long_date,
    news_json_ld,
    plain_page,
    slugify,
    stamp,
    table_rows,
)
from tests.press.houses.sheet import Forme, Sheet
from tests.press.reply import Reply
from tests.press.truth import PressArticle

_BOM = b"\xef\xbb\xbf"


class DongBang(House):
    """The paper whose pages give articles like the first of the seed documents."""

    id = "dongbang"
    name = "Đồng Bằng Mới"
    dateline = "Đồng Bằng Mới"
    feeds = ("/rss/home.rss",)
    article_url = r"-\d{17}\.htm$"
    deny = ("/video/",)

    def path(self, article: PressArticle) -> str:
        return f"/{slugify(article.section)}/{slugify(article.title)}-{stamp(article)}.htm"

    def page(self, article: PressArticle, edition: Edition) -> Sheet:
        forme = Forme("dongbang.html")
        url = edition.base + self.path(article)
        others = edition.besides(article)
        author = {"@type": "Person", "name": ", ".join(article.authors)}
        return forme.print(
            title=escape(article.title),
            url=url,
            lead=escape(article.lead),
            printed_lead=escape(self.printed_lead(article)),
            keywords=escape(", ".join(article.tags)),
            slug=article.slug,
            iso=article.published_at.isoformat(),
            visible_date=forme.junk(long_date(article.published_at)),
            section=article.section,
            section_slug=slugify(article.section),
            json_ld=json_ld_script(news_json_ld(article, url, self.name, author)),
            scripts=ad_config(self.id, 24),
            body="\n".join(_block(article, block) for block in article.blocks),
            byline=_byline(article, forme),
            tags="".join(f'<li><a href="/tag/{slugify(tag)}.htm">{escape(tag)}</a></li>' for tag in article.tags),
            related="".join(self._teaser(forme, other) for other in others[:6]),
            most_read="".join(self._headline(forme, other) for other in others[6:12]),
        )

    def listings(self, edition: Edition) -> dict[str, Reply]:
        return {
            "/": Reply(self._front(edition)),
            "/robots.txt": robots("User-agent: *", "Allow: /", f"Sitemap: {edition.base}/sitemap.xml"),
            "/rss/home.rss": self._feed(edition),
        } | {page.path: Reply(f"<h1>{escape(page.title)}</h1>".encode()) for page in edition.others}

    def _feed(self, edition: Edition) -> Reply:
        items = [self._item(article, edition) for article in edition.articles]
        newest = edition.articles[0].published_at
        items += [RssItem(page.title, edition.base + page.path, page.title, newest) for page in edition.others]
        text = rss("Đồng Bằng Mới - Trang chủ", edition.base, items)
        return Reply(_BOM + text.encode(), content_type="application/rss+xml; charset=utf-8", modified_at=newest)

    def _item(self, article: PressArticle, edition: Edition) -> RssItem:
        link = f"{edition.base}{self.path(article)}?utm_source=rss&utm_medium=feed"
        picture = f'<a href="{escape(link)}"><img src="/anh/{article.slug}-1.jpg" /></a></br>'
        return RssItem(article.title, link, picture + article.lead, article.published_at)

    def _front(self, edition: Edition) -> bytes:
        links = "".join(f'<li><a href="{self.path(a)}">{escape(a.title)}</a></li>' for a in edition.articles)
        return plain_page(self.name, f"<ul>{links}</ul>")

    def _teaser(self, forme: Forme, other: PressArticle) -> str:
        link = self.path(other)
        return (
            f'<article class="article-item"><a href="{link}"><img src="/anh/{other.slug}-s.jpg" alt=""></a><div>'
            f'<h3 class="article-title"><a href="{link}">{forme.junk(other.title)}</a></h3>'
            f'<div class="article-excerpt">{forme.junk(other.lead)}</div></div></article>\n'
        )

    def _headline(self, forme: Forme, other: PressArticle) -> str:
        return f'<h4 class="article-title"><a href="{self.path(other)}">{forme.junk(other.title)}</a></h4>\n'


def _block(article: PressArticle, block: Block) -> str:
    match block.kind:
        case "caption":
            return _figure(article, block)
        case "heading":
            return f"<h3><strong>{escape(block.text, quote=False)}</strong></h3>"
        case "list":
            return f"<ul>{list_items(block)}</ul>"
        case "table":
            return f'<table class="content-table"><tbody>{table_rows(block)}</tbody></table>'
        case "quote":
            return f"<blockquote><p>{escape(block.text, quote=False)}</p></blockquote>"
        case _:
            return f"<p>{linked(article, block.text)}</p>"


def _figure(article: PressArticle, block: Block) -> str:
    place = article.blocks.index(block) + 1
    alt = escape(f"{article.title} - {place}")
    image = f'<img title="{alt}" src="/anh/{article.slug}-{place}.jpg" alt="{alt}" data-width="1200" data-height="800">'
    return (
        f'<figure class="image align-center" contenteditable="false">{image}'
        f"<figcaption><p>{escape(block.text, quote=False)}</p></figcaption></figure>"
    )


def _byline(article: PressArticle, forme: Forme) -> str:
    names = "".join(f'<p class="align-right"><strong>{escape(name)}</strong></p>' for name in article.authors)
    return names + (f'<p class="align-right"><em>{forme.junk(credit(article))}</em></p>' if article.source else "")
