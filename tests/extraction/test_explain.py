"""The account of an extraction: complete, and harmless to open."""

import re
from pathlib import Path

from lxml import html as lxml_html

from crawler.extraction.explain import as_html, explain
from crawler.extraction.metadata import inner_text

PAGE = Path(__file__).parent / "pages" / "vccorp.html"
URL = "https://bobai.example/lang-gom.htm"
EVIL = (
    "<title>Chợ &lt;script&gt;alert(1)&lt;/script&gt;</title><body><h1>Chợ &lt;script&gt;alert(1)&lt;/script&gt;</h1>"
    "<div class='post-content' onclick='alert(2)'><p>Người bán viết lên bảng: &lt;img src=x onerror=alert(3)&gt;"
    " và không ai hiểu đó là gì cả.</p><p>Đến trưa, ban quản lý chợ đã xóa bảng"
    " và nhắc người bán chỉ ghi tên hàng, giá tiền như mọi khi.</p><script>alert(4)</script></div>"
)


def test_every_line_has_a_fate_and_every_drop_a_reason() -> None:
    explanation = explain(PAGE.read_bytes(), URL)
    fates = {line.text: line.fate for line in explanation.lines}
    assert fates["Làng gốm ven sông Lam đỏ lửa trở lại"] == "title"
    assert fates["Bỏ phố về nhóm lửa"] == "kept"
    assert fates["Chợ phiên bến đò mở lại sau lũ"] == "dropped"
    assert fates["Thời sự"] == "outside"
    assert [line.reason for line in explanation.lines if line.fate == "dropped"].count("") == 0
    lead = [line.text for line in explanation.lines if line.fate == "lead"]
    assert lead == [explanation.article.summary]


def test_html_runs_nothing_of_the_page() -> None:
    page = as_html(explain(EVIL.encode(), "https://x.example/'><script>alert(5)</script>"))
    tree = lxml_html.fromstring(page)
    assert list(tree.iter("script", "img", "iframe", "link", "form")) == []
    assert not [name for element in tree.iter() for name, _ in element.items() if str(name).startswith("on")]
    assert "default-src 'none'" in page
    assert re.search(r"<img src=x onerror=alert\(3\)>", inner_text(tree))


def test_html_holds_both_sides() -> None:
    tree = lxml_html.fromstring(as_html(explain(PAGE.read_bytes(), URL)))
    original, clean = (inner_text(section) for section in tree.iter("section"))
    assert "Chợ phiên bến đò mở lại sau lũ" in original
    assert "Chợ phiên bến đò mở lại sau lũ" not in clean
    assert "Bỏ phố về nhóm lửa" in clean
