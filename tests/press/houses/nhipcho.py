"""Nhịp Chợ: markup of the VCCorp family, where `type` says which boxes are text. Found by section pages only."""

import json
from collections.abc import Iterator
from html import escape

from crawler.items import Block
from tests.press.houses.edition import Edition
from tests.press.houses.house import House
from tests.press.houses.listings import robots
from tests.press.houses.parts import (
    ad_config,
    credit,
    linked,
    list_items,
    news_json_ld,
    plain_page,
    slugify,
    stamp,
    table_rows,
)
from tests.press.houses.sheet import Forme, Sheet
from tests.press.reply import Reply, Wire
from tests.press.truth import NotArticle, PressArticle

_PER_PAGE = 3


class NhipCho(House):
    """The paper found only through section pages with paging, sent gzipped."""

    id = "nhipcho"
    name = "Nhịp Chợ"
    wire = Wire(gzip=True)
    sections = ("/thi-truong.chn", "/nong-san.chn", "/tieu-dung.chn")
    article_url = r"-\d{17}\.chn$"
    deny = ("/video/",)

    def path(self, article: PressArticle) -> str:
        return f"/{slugify(article.title)}-{stamp(article)}.chn"

    def page(self, article: PressArticle, edition: Edition) -> Sheet:
        forme = Forme("nhipcho.html")
        url, others = edition.base + self.path(article), edition.besides(article)
        return forme.print(
            title=escape(article.title),
            url=url,
            lead=escape(article.lead),
            slug=article.slug,
            keywords=escape(", ".join(article.tags)),
            json_ld=_json_ld(article, url),
            scripts=ad_config(self.id, 40),
            section=article.section,
            section_slug=slugify(article.section),
            authors=escape(", ".join(article.authors)),
            visible_date=forme.junk(f"{article.published_at:%d-%m-%Y - %H:%M %p}"),
            body="".join(self._body(article, forme, others)),
            source=f'<div data-role="source">{forme.junk(credit(article))}</div>' if article.source else "",
            tags="".join(f'<a href="/tag/{slugify(tag)}.chn">{escape(tag)}</a>' for tag in article.tags),
            same_section="".join(self._teaser(forme, other) for other in others[:8]),
            read_more="".join(self._teaser(forme, other) for other in others[8:]),
        )

    def listings(self, edition: Edition) -> dict[str, Reply]:
        routes = {
            "/": Reply(plain_page("Nhịp Chợ", "".join(f'<a href="{s}">{s}</a>' for s in self.sections))),
            "/robots.txt": robots("User-agent: *", "Disallow: /admin/"),
        }
        for section in self.sections:
            routes |= self._section(section, edition)
        return routes | {page.path: self._topic(page, edition) for page in edition.others}

    def _section(self, section: str, edition: Edition) -> dict[str, Reply]:
        """A section page after page; one past the end `/thi-truong` repeats its last page, the others are empty."""
        stem = section.removesuffix(".chn")
        articles = [article for article in edition.articles if f"/{slugify(article.section)}" == stem]
        links = [f'<h3><a href="{self.path(a)}" title="{escape(a.title)}">{escape(a.title)}</a></h3>' for a in articles]
        links += [f'<h3><a href="{page.path}">{page.title}</a></h3>' for page in edition.others]
        pages = ["".join(links[i : i + _PER_PAGE]) for i in range(0, len(links), _PER_PAGE)]
        pages.append(pages[-1] if stem == "/thi-truong" else "")
        return {
            section if n == 1 else f"{stem}/trang-{n}.chn": Reply(plain_page(stem, page + _paging(stem, n, len(pages))))
            for n, page in enumerate(pages, 1)
        }

    def _topic(self, page: NotArticle, edition: Edition) -> Reply:
        links = "".join(
            f'<li><a href="{self.path(article)}">{escape(article.title)}</a><p>{escape(article.lead)}</p></li>'
            for article in edition.articles
        )
        return Reply(plain_page(page.title, f"<h1>{page.title}</h1><ul class=list-news>{links}</ul>"))

    def _body(self, article: PressArticle, forme: Forme, others: tuple[PressArticle, ...]) -> Iterator[str]:
        middle = len(article.blocks) // 2
        for place, block in enumerate(article.blocks):
            if place == middle:
                yield self._related_one(forme, others[0])
            yield _block(article, block)
        yield self._related_box(forme, others[1:4])
        yield _box("link", f'<a href="{self.path(others[0])}">{forme.junk(others[0].title)}</a>')

    def _related_one(self, forme: Forme, other: PressArticle) -> str:
        return (
            '<div class="VCSortableInPreviewMode alignRight" type="RelatedOneNews"><div class="RelatedOneNews">'
            f'<a class="VCSortableInPreviewMode__avatar" href="{self.path(other)}"><img src="/zoom/s.jpg" alt=""></a>'
            f'<a href="{self.path(other)}" class="title">{forme.junk(other.title)}</a>'
            f'<p class="sapo">{forme.junk(other.lead)}</p></div></div>'
        )

    def _related_box(self, forme: Forme, others: tuple[PressArticle, ...]) -> str:
        items = "".join(f'<li><a href="{self.path(o)}">{forme.junk(o.title)}</a></li>' for o in others)
        return (
            '<div class="VCSortableInPreviewMode" type="RelatedNewsBox" data-style="list"><div class="kbwcs-fb">'
            f"<h4>{forme.junk('Tin cùng mạch')}</h4><ul>{items}</ul></div></div>"
        )

    def _teaser(self, forme: Forme, other: PressArticle) -> str:
        return (
            f'<div class="box-category-item"><a href="{self.path(other)}">{forme.junk(other.title)}</a>'
            f'<p class="box-category-sapo">{forme.junk(other.lead)}</p></div>'
        )


def _block(article: PressArticle, block: Block) -> str:
    text = escape(block.text, quote=False)
    match block.kind:
        case "caption":
            return _figure(article, text)
        case "heading":
            return f"<h2><b>{text}</b></h2>"
        case "list":
            return _box("content", f"<ul>{list_items(block)}</ul>")
        case "table":
            return _box("Table", f"<table><tbody>{table_rows(block)}</tbody></table>")
        case "quote":
            return _box("quote", f'<div class="quote-content"><p>{text}</p></div>')
        case _:
            return f"<p>{linked(article, block.text)}</p>"


def _box(kind: str, inside: str) -> str:
    return f'<div class="VCSortableInPreviewMode alignCenter" type="{kind}"><div>{inside}</div></div>'


def _figure(article: PressArticle, caption: str) -> str:
    alt = escape(f"{article.title} - Ảnh 1.")
    return (
        f'<figure class="VCSortableInPreviewMode" type="Photo"><div><img src="/{article.slug}.jpg" alt="{alt}" '
        'type="photo" width="1024" height="683"></div><figcaption class="PhotoCMS_Caption">'
        f'<p data-placeholder="Nhập chú thích ảnh">{caption}</p></figcaption></figure>'
    )


def _json_ld(article: PressArticle, url: str) -> str:
    """The paper as author and `+` as an HTML entity: both stand so in JSON-LD of real papers."""
    value = news_json_ld(article, url, "NhịpChợ", {"@type": "Organization", "name": "NhịpChợ"})
    text = json.dumps(value, ensure_ascii=False).replace("+07:00", "&#x2B;07:00")
    return f'<script type="application/ld+json">{text}</script>'


def _paging(stem: str, here: int, pages: int) -> str:
    links = "".join(f'<a href="{stem}/trang-{n}.chn">{n}</a>' for n in range(2, pages + 1))
    following = f'<a rel="next" href="{stem}/trang-{here + 1}.chn">Trang sau</a>' if here < pages else ""
    return f'<div class="paging"><a href="{stem}.chn">1</a>{links}{following}</div>'
