"""Which of several dates is the article's."""

import pytest

from crawler.extraction import extract
from crawler.items import Article

PAGE = (
    "<html><head><title>Con nước lên sớm</title>{head}</head>"
    "<body><h1>Con nước lên sớm</h1><div class='time'>{shown}</div>"
    "<div class='post-content'><p>Nước lên sớm hơn mọi năm mười ngày,"
    " bà con hai xã ven sông phải gặt vội những thửa lúa cuối cùng.</p>"
    "<p>Hợp tác xã điều thêm ba máy gặt, làm cả đêm,"
    " mong kịp trước con nước rằm tháng này dâng cao hơn nữa.</p></div></body></html>"
)


def read(ld: str = "", shown: str = "", url: str = "https://bao.example/con-nuoc-len-som-1.html") -> Article:
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{ld}"}}</script>' if ld else ""
    return extract(PAGE.format(head=head, shown=shown).encode(), url)


@pytest.mark.parametrize(
    ("ld", "shown", "expected", "origin"),
    [
        ("2025-10-20T07:30:12+07:00", "20/10/2025 07:30", "2025-10-20T07:30:12+07:00", "json-ld"),
        ("2025-10-20T07:30:00Z", "20/10/2025 07:30", "2025-10-20T07:30:00+07:00", "visible"),
        ("2025-10-20T07:30:00+08:00", "20/10/2025 07:30", "2025-10-20T07:30:00+07:00", "visible"),
        ("2025-10-20T00:30:00Z", "20/10/2025 07:30", "2025-10-20T07:30:00+07:00", "json-ld"),
        ("2025-10-20T07:21:00+07:00", "20/10/2025 07:30", "2025-10-20T07:30:00+07:00", "visible"),
        ("2025-10-20", "20/10/2025 07:30", "2025-10-20T07:30:00+07:00", "visible"),
        ("2025-10-20T07:30:00+07:00", "Cập nhật: 21/10/2025 09:00", "2025-10-20T07:30:00+07:00", "json-ld"),
        ("", "Thứ hai, 20/10/2025, 7:30 CH", "2025-10-20T19:30:00+07:00", "visible"),
    ],
)
def test_published(ld: str, shown: str, expected: str, origin: str) -> None:
    article = read(ld, shown)
    assert article.published_at is not None
    assert article.published_at.isoformat() == expected
    assert dict(article.origins)["published_at"] == origin


def test_sources_that_disagree_lower_the_quality() -> None:
    article = read("2025-10-20T07:30:00+07:00", "02/10/2025 07:30")
    assert any("02/10/2025" in reason for reason in article.quality.reasons)
    assert article.quality.score < read("2025-10-20T07:30:00+07:00", "20/10/2025 07:30").quality.score


def test_address_is_the_last_resort() -> None:
    article = read(url="https://bao.example/con-nuoc-len-som-20251020073012345.htm")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2025-10-20T07:30:12+07:00"
    assert dict(article.origins)["published_at"] == "url"


def test_no_date_is_said() -> None:
    article = read()
    assert article.published_at is None
    assert "no date" in article.quality.reasons
