"""Pieces of markup and print that several papers share."""

import json
import random
import re
import unicodedata
from datetime import datetime
from html import escape

from crawler.items import Block
from tests.press.truth import PressArticle

_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


def slugify(text: str) -> str:
    """A headline as the words of an address: ASCII, lower case, hyphens."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in decomposed if not unicodedata.combining(c))).strip("-")


def stamp(article: PressArticle) -> str:
    """The 17-digit timestamp that ends addresses of the VCCorp family: yyyyMMddHHmmssSSS."""
    return f"{article.published_at:%Y%m%d%H%M%S}{len(article.slug) * 13 % 1000:03d}"


def number(article: PressArticle) -> int:
    """A running number that grows with time, as content systems give."""
    return int(article.published_at.timestamp()) // 60 - 29_000_000 + len(article.slug)


def long_date(moment: datetime) -> str:
    """`Thứ năm, 20/11/2025, 07:15 (GMT+7)`."""
    return f"{_WEEKDAYS[moment.weekday()]}, {moment:%d/%m/%Y, %H:%M} (GMT+7)"


def credit(article: PressArticle) -> str:
    """The line that names the paper a text came from, or nothing."""
    return f"Theo {article.source}" if article.source else ""


def linked(article: PressArticle, text: str) -> str:
    """The text escaped, the first mention of the article's first tag made a link, as editing systems do unasked."""
    safe = escape(text, quote=False)
    if not article.tags:
        return safe
    tag = escape(article.tags[0], quote=False)
    return safe.replace(tag, f'<a class="autolink" href="/tag/{slugify(article.tags[0])}.htm">{tag}</a>', 1)


def list_items(block: Block) -> str:
    """The `<li>` elements of a list block."""
    return "".join(f"<li>{escape(line, quote=False)}</li>" for line in block.text.splitlines())


def table_rows(block: Block) -> str:
    """The `<tr>` elements of a table block, the first row as its head."""
    rows = [line.split(" | ") for line in block.text.splitlines()]
    return "".join(_row(cells, "th" if n == 0 else "td") for n, cells in enumerate(rows))


def news_json_ld(article: PressArticle, url: str, publisher: str, author: dict[str, str]) -> dict[str, object]:
    """The NewsArticle object of schema.org."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": article.title,
        "description": article.lead,
        "image": {"@type": "ImageObject", "url": f"/anh/{article.slug}-1.jpg", "width": 1200, "height": 800},
        "datePublished": article.published_at.isoformat(),
        "dateModified": article.published_at.isoformat(),
        "author": author,
        "publisher": {"@type": "Organization", "name": publisher},
    }


def json_ld_script(value: object) -> str:
    """A JSON-LD script element."""
    text = json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{text}</script>'


def ad_config(house: str, kilobytes: int) -> str:
    """An inline script of about `kilobytes` such as fills the head of every paper: places, sizes and ids of banners."""
    dice = random.Random(house)
    zones = (
        {
            "id": f"{house}-zone-{dice.randrange(10**8)}",
            "sizes": [[dice.choice((160, 300, 728, 970)), dice.choice((90, 250, 600))] for _ in range(3)],
            "targeting": {"pos": dice.choice(("top", "mid", "bottom")), "key": f"{dice.getrandbits(96):x}"},
        }
        for _ in range(kilobytes * 6)
    )
    return "<script>window.adZones=" + json.dumps(list(zones), separators=(",", ":")) + ";</script>"


def plain_page(title: str, body: str) -> bytes:
    """A page without the dress of the house: listings and errors."""
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f'<!DOCTYPE html><html lang="vi">{head}<body>{body}</body></html>'.encode()


def _row(cells: list[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell, quote=False)}</{tag}>" for cell in cells) + "</tr>"
