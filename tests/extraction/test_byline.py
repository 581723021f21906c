"""Who wrote it, wherever the byline stands and however it is written."""

import pytest

from crawler.extraction import extract
from crawler.extraction.credit import Credit, credit_of

TITLE = "Lớp học bơi trong ao tôm cũ"
PARAGRAPHS = (
    "Sáu giờ sáng, tiếng còi của ông Năm vang lên trên bờ ao, bốn mươi đứa trẻ xếp hàng chờ xuống nước.",
    "Ao vốn nuôi tôm, bỏ hoang từ lâu vì nước nhiễm mặn, nay mười hai hộ dân bơm cạn rồi lót bạt làm hồ.",
)
PAGE = (
    f"<html><head><title>{TITLE} - Báo Biển Xanh</title><meta property='og:site_name' content='Báo Biển Xanh'>"
    f"{{meta}}</head><body><div class='page'><h1>{TITLE}</h1>{{head}}<div class='article-content'>"
    f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{{end}}</div>{{behind}}"
    "<div class='foot'><p>Tổng biên tập: Nguyễn Văn Chính</p></div></div></body></html>"
)
SIGNED = "<p style='text-align:right'><strong>{}</strong></p>"
LD = '<script type="application/ld+json">{{"@type":"NewsArticle","author":{{"@type":"Person","name":"{}"}}}}</script>'


def authors_of(meta: str = "", head: str = "", end: str = "", behind: str = "") -> list[str]:
    html = PAGE.format(meta=meta, head=head, end=end, behind=behind)
    article = extract(html.encode(), "https://bienxanh.example/lop-hoc-boi-4.html")
    assert [block.text for block in article.blocks if block.kind != "caption"] == list(PARAGRAPHS)
    return list(article.authors)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("HẢI YẾN", ["HẢI YẾN"]),
        ("Bài, ảnh: Hải Yến", ["Hải Yến"]),
        ("Thực hiện: Hải Yến - Minh Trí", ["Hải Yến", "Minh Trí"]),
        ("Hải Yến/Minh Trí", ["Hải Yến", "Minh Trí"]),
        ("Hải Yến (Theo AFP, BBC)", ["Hải Yến"]),
        ("Hải Yến ghi", ["Hải Yến"]),
        ("Đỗ Quyên – Ảnh: Minh Trí", ["Đỗ Quyên"]),
        ("Theo Hải Yến (Dân Việt)", ["Hải Yến"]),
        ("Theo Hải Yến/Báo Sông Tiền", ["Hải Yến"]),
        ("Hải Yến<br>(Báo Sông Tiền)", ["Hải Yến"]),
        ("Theo Tuổi Trẻ", []),
        ("Nhóm PV", []),
    ],
)
def test_last_line_names_its_author(line: str, names: list[str]) -> None:
    assert authors_of(end=SIGNED.format(line)) == names


@pytest.mark.parametrize(
    "head",
    [
        "<div class='author'><span>Hải Yến</span> - <span>03/11/2025 07:15</span></div>",
        "<div class='author-info'><a href='/tac-gia/hai-yen'>Hải Yến</a><span>haiyen@bienxanh.example</span></div>",
        "<p class='info'>03/11/2025 07:15 | Hải Yến</p>",
        "<div><span>Hải Yến</span></div><div>03/11/2025 07:15</div>",
        "<div>Theo Hải Yến/Sông Tiền</div>",
        "<div class='nm'>Bởi <a class='by-author' href='/author/yen'>Hải Yến</a></div>",
    ],
)
def test_byline_below_the_headline(head: str) -> None:
    assert authors_of(head=head) == ["Hải Yến"]


@pytest.mark.parametrize(
    "behind",
    [
        "<div class='tac_gia'>Hải Yến</div>",
        "<div class='detail-writer'>Hải Yến</div>",
        SIGNED.format("Hải Yến"),
        "<div class='author-box'><h4>Hải Yến</h4><p>Phóng viên mảng biển đảo của tòa soạn.</p></div>",
    ],
)
def test_byline_behind_the_text(behind: str) -> None:
    assert authors_of(behind=behind) == ["Hải Yến"]


@pytest.mark.parametrize(
    "meta", [LD.format("Báo Biển Xanh"), LD.format("Bientapvien"), "<meta name='author' content='Ban Thời sự'>"]
)
def test_a_desk_or_a_login_is_no_author(meta: str) -> None:
    assert authors_of(meta=meta, end=SIGNED.format("Hải Yến")) == ["Hải Yến"]


def test_label_behind_the_text_is_no_author() -> None:
    assert authors_of(behind="<p><b>Đọc Nhiều</b></p>") == []


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Theo Sông Lam", Credit("Sông Lam")),
        ("(Theo Reuters)", Credit("Reuters")),
        ("Nguồn: Báo Sông Lam", Credit("Báo Sông Lam")),
        ("Theo Hải Yến - Sông Lam", Credit("Sông Lam", "Hải Yến")),
        ("Theo Reuters/AFP", Credit("Reuters/AFP")),
        ("(TTXVN)", Credit("TTXVN")),
        ("(ngày 3 tháng 11)", None),
        ("Sông Lam đang lên", None),
    ],
)
def test_credits(text: str, credit: Credit | None) -> None:
    assert credit_of(text, frozenset()) == credit
