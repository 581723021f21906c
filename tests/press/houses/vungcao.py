"""Vùng Cao: an old table layout. Bare text with `<br>`, a body cut in two cells, windows-1258 or decomposed UTF-8."""

import unicodedata
from html import escape

from crawler.items import Block
from tests.press.houses import oddities
from tests.press.houses.edition import Edition
from tests.press.houses.house import House
from tests.press.houses.legacy import encode_windows_1258
from tests.press.houses.listings import RssItem, rss, xml_reply
from tests.press.houses.parts import ad_config, credit, list_items, number, plain_page, slugify, table_rows
from tests.press.houses.sheet import Forme, Sheet
from tests.press.reply import Reply, Wire, redirect
from tests.press.truth import PressArticle

_FEED_ITEMS = 4


class VungCao(House):
    """The old paper: a short feed and one section page with dead, moved and foreign links among the news."""

    id = "vungcao"
    name = "Vùng Cao"
    dateline = "Vùng Cao"
    wire = Wire(keep_alive=False)
    feeds = ("/rss.php",)
    sections = ("/index.php?muc=tat-ca",)
    article_url = r"[?&]id=\d+|/hang$"

    def path(self, article: PressArticle) -> str:
        return f"/index.php?id={number(article)}&muc={slugify(article.section)}"

    def page(self, article: PressArticle, edition: Edition) -> Sheet:
        forme = Forme("vungcao.html")
        half = len(article.blocks) // 2
        others = edition.besides(article)
        return forme.print(
            charset="windows-1258" if in_windows_1258(article) else "utf-8",
            title=escape(article.title),
            scripts=ad_config(self.id, 14),
            section=article.section,
            visible_date=forme.junk(f"{article.published_at:%d/%m/%Y %H:%M}"),
            lead=escape(self.printed_lead(article), quote=False),
            first=_cell(article.blocks[:half]),
            second=_cell(article.blocks[half:]),
            byline=_byline(article, forme),
            older="".join(
                f"<tr><td>{self._link(forme, other)} ({other.published_at:%d/%m})</td></tr>" for other in others
            ),
            hot="".join(f"<tr><td>{self._link(forme, other)}</td></tr>" for other in others[:5]),
        )

    def reply(self, article: PressArticle, edition: Edition) -> Reply:
        html = self.page(article, edition).html
        if in_windows_1258(article):
            return Reply(encode_windows_1258(html), content_type="text/html")
        return Reply(unicodedata.normalize("NFD", html).encode(), content_type="text/html")

    def listings(self, edition: Edition) -> dict[str, Reply]:
        moved = edition.articles[-1]
        odd = {page.path: oddities.reply(page, edition, self.path) for page in edition.others}
        return {
            "/": Reply(self._list(edition)),
            "/robots.txt": Reply(b"", status=404),
            "/rss.php": self._feed(edition),
            "/index.php?muc=tat-ca": Reply(self._list(edition)),
            f"/index.php?id={number(moved)}": redirect(self.path(moved)),
        } | odd

    def _feed(self, edition: Edition) -> Reply:
        items = [RssItem(a.title, edition.base + self.path(a), a.lead, a.published_at) for a in edition.articles]
        return xml_reply(rss(self.name, edition.base, items[:_FEED_ITEMS]), edition.articles[0].published_at)

    def _list(self, edition: Edition) -> bytes:
        """Every article, the oldest by its old address; the query stands the other way round than in the feed."""
        moved = edition.articles[-1]
        links = [
            (f"/index.php?muc={slugify(a.section)}&id={number(a)}", a.title) for a in edition.articles if a != moved
        ]
        links += [(f"/index.php?id={number(moved)}", moved.title)]
        links += [(page.path, page.title) for page in edition.others]
        rows = "".join(f"<tr><td><a href='{escape(path)}'>{escape(title)}</a></td></tr>" for path, title in links)
        return plain_page(self.name, f"<table>{rows}</table>")

    def _link(self, forme: Forme, other: PressArticle) -> str:
        return f'<a href="{escape(self.path(other))}">{forme.junk(other.title)}</a>'


def in_windows_1258(article: PressArticle) -> bool:
    """Half of the pages were never converted from the encoding of old Windows."""
    return number(article) % 2 == 0


def _cell(blocks: tuple[Block, ...]) -> str:
    return "\n".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    text = escape(block.text, quote=False)
    match block.kind:
        case "caption":
            return (
                '<table align="center" border="0" width="400"><tr><td><img src="images/anh.jpg"></td></tr>'
                f'<tr><td class="caption" align="center"><i>{text}</i></td></tr></table>'
            )
        case "heading":
            return f"<h4>{text}</h4>"
        case "list":
            return f"<ul>{list_items(block)}</ul>"
        case "table":
            return f"<table border=1>{table_rows(block)}</table>"
        case _:
            return f"{text}<br><br>"


def _byline(article: PressArticle, forme: Forme) -> str:
    names = "".join(f'<p align="right"><b>{escape(name)}</b></p>' for name in article.authors)
    return names + (f'<p align="right"><i>({forme.junk(credit(article))})</i></p>' if article.source else "")
