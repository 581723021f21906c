"""Where our rules find no body: the page's own metadata, then the general engine."""

from crawler.extraction import extract

URL = "https://bao.example/ben-xe-cu-thanh-cho-sach-9.html"
ONE = "Bến xe cũ đóng cửa từ đầu năm, nay thành chợ sách họp mỗi cuối tuần, với hơn bốn mươi quầy của dân quanh phố."
TWO = "Ban đầu chỉ có ba người bán truyện tranh cũ; đến tháng tám, cả sân đỗ đã kín quầy và phải bốc thăm chỗ."
THREE = "Quận hứa để chợ họp đến hết năm sau, trước khi khu đất được xây thành thư viện theo quy hoạch đã duyệt."
FOUR = "Người bán lẫn người mua đều mong thư viện ấy chừa một góc hiên, để sáng thứ bảy chợ sách vẫn còn chỗ họp."


def test_general_engine_is_asked_when_every_rule_says_junk() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in (ONE, TWO, THREE, FOUR))
    page = (
        f"<title>Bến xe cũ</title><body><h1>Bến xe cũ thành chợ sách</h1><article class=binhluan>{paragraphs}</article>"
    )
    article = extract(page.encode(), URL)
    assert [block.text for block in article.blocks] == [ONE, TWO, THREE, FOUR]
    assert article.quality.score < 0.7


def test_page_drawn_by_a_script_is_read_from_its_metadata() -> None:
    told = f'{{"@type":"NewsArticle","headline":"Bến xe cũ thành chợ sách","articleBody":"{ONE}\\n{TWO}\\n{THREE}"}}'
    page = f'<body><div id="app"></div><script type="application/ld+json">{told}</script></body>'
    article = extract(page.encode(), URL)
    assert article.title == "Bến xe cũ thành chợ sách"
    assert [block.text for block in article.blocks] == [ONE, TWO, THREE]
