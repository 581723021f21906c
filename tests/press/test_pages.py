"""Every page holds its article whole and in order, and the junk that it claims to hold."""

import re
import unicodedata
from collections.abc import Iterator

import pytest
from lxml import html

from tests.press import Press, PressArticle, expected_lead, expected_seed_body, load_articles, serve_press
from tests.press.houses.legacy import encode_windows_1258
from tests.press.houses.vungcao import in_windows_1258


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve_press() as running:
        yield running


def decoded(press: Press, article: PressArticle) -> str:
    legacy = article.paper == "vungcao" and in_windows_1258(article)
    return press.page(article).decode("cp1258" if legacy else "utf-8")


def visible(page: str) -> str:
    """The text of a page in one line, NFC, without scripts and styles."""
    without_scripts = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", unicodedata.normalize("NFC", page))
    return squeezed(str(html.document_fromstring(without_scripts).xpath("string()")))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("article", load_articles(), ids=lambda article: article.key)
def test_a_page_holds_title_lead_body_and_captions_in_order(press: Press, article: PressArticle) -> None:
    text = visible(decoded(press, article))
    position = text.index(squeezed(article.title))
    position = text.index(squeezed(expected_lead(article)), position)
    for line in expected_seed_body(article).splitlines():
        position = text.index(squeezed(line.replace(" | ", " ")), position)


@pytest.mark.parametrize("article", load_articles(), ids=lambda article: article.key)
def test_junk_stands_on_the_page_and_nowhere_in_the_article(press: Press, article: PressArticle) -> None:
    text = visible(decoded(press, article))
    junk = press.junk(article)
    assert len(junk) >= 20
    for piece in junk:
        assert squeezed(piece) in text
        assert piece not in expected_seed_body(article)


def test_pages_are_as_heavy_as_real_ones(press: Press) -> None:
    sizes = [len(press.page(article)) for article in load_articles()]
    assert min(sizes) > 15_000
    assert max(sizes) < 120_000


def test_songlam_prints_every_headline_of_a_box_twice(press: Press) -> None:
    article = next(article for article in load_articles() if article.paper == "songlam")
    page = decoded(press, article)
    boxes = re.findall(r'<article class="related-item">.*?alt="([^"]+)".*?</a> <a[^>]*>([^<]+)</a>', page)
    assert len(boxes) == 6
    assert all(picture == link for picture, link in boxes)
    assert page.count('<div class="story">') > 30


def test_vungcao_pages_are_windows_1258_or_decomposed(press: Press) -> None:
    pages = [article for article in load_articles() if article.paper == "vungcao"]
    legacy = [press.page(article) for article in pages if in_windows_1258(article)]
    modern = [press.page(article).decode() for article in pages if not in_windows_1258(article)]
    assert len(legacy) >= 4
    assert len(modern) >= 4
    assert all(b"charset=windows-1258" in page for page in legacy)
    assert all(unicodedata.is_normalized("NFD", page) for page in modern)


def test_windows_1258_keeps_every_vietnamese_letter() -> None:
    letters = "aăâeêioôơuưyđ"
    tones = "\u0300\u0301\u0303\u0309\u0323"
    text = unicodedata.normalize("NFC", "".join(a + t for a in letters + letters.upper() for t in ("", *tones)))
    assert unicodedata.normalize("NFC", encode_windows_1258(text).decode("cp1258")) == text
