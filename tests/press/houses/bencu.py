"""Nhật ký bến cũ: a Blogger blog. Paragraphs parted by `<br/><br/>`, long excerpts of other posts, Atom."""

from datetime import datetime
from html import escape
from itertools import groupby

from crawler.items import Block
from tests.press.houses.atom import atom_feed
from tests.press.houses.edition import Edition
from tests.press.houses.house import House
from tests.press.houses.listings import plain_row, robots, sitemap_index, url_set
from tests.press.houses.parts import ad_config, credit, list_items, number, slugify, table_rows
from tests.press.houses.sheet import Forme, Sheet
from tests.press.reply import Reply
from tests.press.truth import PressArticle

_SLUG_LIMIT = 39
_EXCERPT = 700
_COMMENTS = ("Cảm ơn bác đã viết, đọc mà nhớ nhà quá.", "Bài hay, bác cho em hỏi đường ra bến với ạ!")


class BenCu(House):
    """The blog whose pages give articles like the raw blog document among the seeds."""

    id = "bencu"
    name = "Nhật ký bến cũ"
    feeds = ("/feeds/posts/default",)
    sitemaps = ("/sitemap.xml",)
    article_url = r"/\d{4}/\d{2}/[^/]+\.html$"

    def path(self, article: PressArticle) -> str:
        words = slugify(article.title)
        cut = words if len(words) <= _SLUG_LIMIT else words[: _SLUG_LIMIT + 1].rpartition("-")[0]
        return f"/{article.published_at:%Y/%m}/{cut}.html"

    def page(self, article: PressArticle, edition: Edition) -> Sheet:
        forme = Forme("bencu.html")
        forme.note(credit(article))
        return forme.print(
            title=escape(article.title),
            url=edition.base + self.path(article),
            description=escape(_opening(article)[:150]),
            scripts=ad_config(self.id, 16),
            number=str(number(article)),
            author=escape(", ".join(article.authors)),
            iso=article.published_at.isoformat(),
            visible_date=forme.junk(_printed(article.published_at)),
            body=post_html(article),
            labels="".join(f"<a href='/search/label/{slugify(t)}' rel='tag'>{escape(t)}</a> " for t in article.tags),
            comments="".join(f"<p class='comment-content'>{forme.junk(comment)}</p>" for comment in _COMMENTS),
            popular="".join(self._popular(forme, other) for other in edition.besides(article)[:5]),
        )

    def listings(self, edition: Edition) -> dict[str, Reply]:
        base, newest = edition.base, edition.articles[0].published_at
        entries = [(article, base + self.path(article), post_html(article)) for article in edition.articles]
        rows = [plain_row(url, article.published_at) for article, url, _ in entries]
        return {
            "/": Reply(f"<html><body><h1>{self.name}</h1></body></html>".encode()),
            "/robots.txt": robots("User-agent: *", "Disallow: /search", "Allow: /", f"Sitemap: {base}/sitemap.xml"),
            "/feeds/posts/default": Reply(
                atom_feed(self.name, base, entries).encode(), "application/atom+xml; charset=UTF-8", modified_at=newest
            ),
            "/sitemap.xml": sitemap_index([(f"{base}/sitemap.xml?page=1", newest)]),
            "/sitemap.xml?page=1": url_set(rows),
        }

    def _popular(self, forme: Forme, other: PressArticle) -> str:
        text = " ".join(block.text for block in other.blocks if block.kind == "paragraph")[:_EXCERPT]
        return (
            f"<article class='post' role='article'><h3 class='post-title'><a href='{self.path(other)}'>"
            f"{forme.junk(other.title)}</a></h3><div class='item-content'><div class='popular-posts-snippet'>"
            f"<div class='snippet-container r-snippet-container'><div class='snippet-item r-snippetized'>"
            f"{forme.junk(text)} ...</div></div></div></div></article>\n"
        )


def post_html(article: PressArticle) -> str:
    """The body of a post: runs of text parted by double line breaks, photos as Blogger's caption tables."""
    pieces = []
    for is_text, run in groupby(article.blocks, key=lambda block: block.kind == "paragraph"):
        texts = [_block(block) for block in run]
        pieces.append("<br/><br/>\n".join(texts) if is_text else "\n".join(texts))
    source = f"<br/><br/>\n<i>{escape(credit(article))}</i>" if article.source else ""
    return "\n".join(pieces) + source


def _block(block: Block) -> str:
    text = escape(block.text, quote=False)
    match block.kind:
        case "caption":
            return (
                "<table align='center' cellpadding='0' cellspacing='0' class='tr-caption-container'><tbody><tr><td>"
                "<a href='/anh.jpg'><img border='0' src='/anh-s400.jpg' width='400'/></a></td></tr>"
                f"<tr><td class='tr-caption' style='text-align: center;'>{text}</td></tr></tbody></table><br/>"
            )
        case "heading":
            return f"<h3 style='text-align: left;'>{text}</h3>"
        case "list":
            return f"<ul style='text-align: left;'>{list_items(block)}</ul>"
        case "table":
            return f"<table>{table_rows(block)}</table>"
        case "quote":
            return f"<blockquote class='tr_bq'>{text}</blockquote>"
        case _:
            return text


def _opening(article: PressArticle) -> str:
    return next(block.text for block in article.blocks if block.kind == "paragraph")


def _printed(moment: datetime) -> str:
    return f"tháng {moment.month:02d} {moment.day:02d}, {moment.year}"
