"""Pages that hold no article, each by its name."""

import re
from itertools import islice

from lxml.etree import _Element

from crawler.errors import NotAnArticle, Reason
from crawler.extraction.language import marked_share
from crawler.extraction.metadata import Metadata
from crawler.extraction.outline import Outline, Segment
from crawler.items import Block
from crawler.text import fold

_WALL = re.compile(
    r"document\.cookie\s*=.{0,400}?location\.|location\.reload\(|_cf_chl|/cdn-cgi/challenge-platform|jschl|__ddg|D1N=|slowAES",
    re.IGNORECASE | re.DOTALL,
)
_WALL_TEXT = re.compile(
    r"just a moment|checking your browser|verify you are (?:a )?human|attention required|access denied|ddos protection"
    r"|xac minh ban (?:khong phai )?la|ban co phai la nguoi|dang kiem tra trinh duyet|are you a robot|unusual traffic"
)
_WHAT = r"(?:trang|bai viet|noi dung|duong dan|lien ket|ket qua)"
_MISSING = re.compile(  # over folded text
    rf"khong (?:the )?(?:tim thay|ton tai)\b.{{0,30}}\b{_WHAT}"
    rf"|{_WHAT}\b.{{0,40}}\b(?:khong (?:ton tai|tim thay|con|duoc tim thay)|da (?:bi xoa|bi go|duoc go))"
    r"|\b404\b.{0,30}\b(?:not found|error|loi|khong)|loi 404|error 404|page not found|not be found"
)
_FOR_READERS = r"(?:thue bao|hoi vien|thanh vien|nguoi tra phi|(?:ban|nguoi) doc (?:tra phi|dai han|dang ky|vip))"
_SUBSCRIBE = re.compile(  # over folded text
    rf"(?:noi dung|bai viet|bai bao|tin nay)\b.{{0,40}}\bdanh (?:rieng )?cho {_FOR_READERS}"
    r"|\b(?:dang nhap|dang ky|mua goi|tra phi|nap tien)\b.{0,60}"
    r"\bde (?:tiep tuc )?(?:doc|xem) (?:tiep|toan bo|day du|het|bai)"
    r"|subscribe to (?:continue|read)|to continue reading,? (?:subscribe|sign in|log in)"
)
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|turn on|requires?|bat|kich hoat)\s+java\s?script|you need to enable", re.IGNORECASE
)
_APP_ROOT = re.compile(r"""id=["']?(?:root|app|__next|__nuxt|app-root)["'\s>]|<app-root""", re.IGNORECASE)
_SMALL = 20_000
_HEADLINE = 5  # words; a link of fewer is a name or a button
_FEWEST_LISTED = 5  # headlines; fewer in a body are its own links
_MOST_LISTED = 200  # headlines and blocks compared with each other; a page may have a hundred thousand
_NOTICE = 80  # words up to which a body may be a notice; over it, a text is about pages that are gone
_LONG_WORD = re.compile(r"\S{25,}")


def refuse_early(html: str, root: _Element, page: Outline, meta: Metadata) -> None:
    """Raise NotAnArticle for what shows before any body is looked for: walls, frames, script-only pages, soft 404s."""
    text = " ".join(s.text for s in page.segments[:400])
    folded = fold(text[:3000])
    if _is_wall(html, f"{fold(meta.title)} {folded[:600]}", page.mass[-1]):
        raise NotAnArticle(Reason.WALL, "the server answers with a script instead of the page")
    if not text:
        _refuse_empty(html, root)
    said = " ".join(s.text for s in page.segments[:60] if not s.links and len(s.text) < 200)
    if page.mass[-1] < 400 and _MISSING.search(fold(f"{meta.title} {said}")):
        raise NotAnArticle(Reason.SOFT_404, meta.title[:80] or text[:80])


def _is_wall(html: str, said: str, mass: int) -> bool:
    """A small page whose script sets a cookie and loads again, or that asks its reader to prove something."""
    if len(html) >= _SMALL:
        return False
    return (mass < 200 and _WALL.search(html) is not None) or (mass < 600 and _WALL_TEXT.search(said) is not None)


def _refuse_empty(html: str, root: _Element) -> None:
    if next(root.iter("frameset", "frame"), None) is not None:
        raise NotAnArticle(Reason.NO_ARTICLE, "a frameset: the article is in another document")
    if _APP_ROOT.search(html) or _NEEDS_SCRIPT.search(html) or next(root.iter("script"), None) is not None:
        raise NotAnArticle(Reason.NO_ARTICLE, "JavaScript only: the page holds scripts and no text")
    raise NotAnArticle(Reason.NO_ARTICLE, "the page holds no text")


def refuse_body(page: Outline, meta: Metadata, url: str) -> NotAnArticle:
    """The refusal for a page in which no body was found: a listing when it is made of linked headlines."""
    if is_listing(page, meta, url):
        return NotAnArticle(Reason.LISTING, f"{_headlines(page)} linked headlines and no body")
    return NotAnArticle(Reason.NO_ARTICLE, "no body found")


def refuse_notice(title: str, text: str) -> None:
    """Raise NotAnArticle for a body without a date that says its page is gone, whatever news is listed below it."""
    if len(text.split()) < _NOTICE and _MISSING.search(fold(f"{title} {text}")):
        raise NotAnArticle(Reason.SOFT_404, title[:80])


def refuse_paywall(text: str) -> None:
    """Raise NotAnArticle for a body that is hardly more than the request to subscribe or to log in."""
    if len(text.split()) < _NOTICE and _SUBSCRIBE.search(fold(text)):
        raise NotAnArticle(Reason.WALL, "the page asks its reader to subscribe or to log in")


def refuse_headlines(page: Outline, title: str, blocks: tuple[Block, ...]) -> None:
    """Raise NotAnArticle when most blocks of a body found by its prose are linked headlines with their summaries."""
    headlines = {s.text for s in islice(filter(_is_headline, page.segments), _MOST_LISTED)}
    body = blocks[:_MOST_LISTED]
    listed = sum(any(headline in block.text for headline in headlines) for block in body)
    if listed >= _FEWEST_LISTED and listed > len(body) / 2:
        reason = Reason.SOFT_404 if _MISSING.search(fold(title)) else Reason.LISTING
        raise NotAnArticle(reason, f"{title[:80]}: {listed} linked headlines with their summaries and no body")


def _headlines(page: Outline) -> int:
    return sum(_is_headline(s) for s in page.segments)


def _is_headline(segment: Segment) -> bool:
    return segment.linked and len(segment.text.split()) >= _HEADLINE


def is_listing(page: Outline, meta: Metadata, url: str) -> bool:
    """Many linked headlines, and nothing that says article."""
    says_article = bool(meta.ld) or "article" in meta.first("og:type").lower()
    front = url.split("?", maxsplit=1)[0].rstrip("/").count("/") <= 2
    return _headlines(page) >= (_FEWEST_LISTED if front or not says_article else 40)


def refuse_cipher(text: str) -> None:
    """Raise NotAnArticle for a body that is ciphertext: long unbroken words, or letters that no language spells so."""
    words = text.split()
    long = sum(len(w) for w in _LONG_WORD.findall(text))
    if words and long > 0.5 * len(text) and marked_share(text) < 0.2:
        raise NotAnArticle(Reason.CIPHERTEXT, f"{long} of {len(text)} characters are unbroken strings")
    letters = [w for w in words[:400] if w.isalnum() and w.isascii()]
    odd = sum(bool(re.search(r"\d", w)) and bool(re.search(r"[A-Za-z]", w)) and len(w) >= 8 for w in letters)
    if len(words) >= 5 and odd > 0.5 * len(words):
        raise NotAnArticle(Reason.CIPHERTEXT, "the body is made of random letters and digits")
