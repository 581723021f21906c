"""Pages that are no pages: each ends as an article or as a named refusal, within time, whatever the bytes."""

import contextlib
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.errors import NotAnArticle, Reason
from crawler.extraction import extract

URL = "https://bao.example/mot-bai-viet-thu-nghiem-1.html"
PARAGRAPH = (
    "<p>Sáng nay, người dân bản xa mang rau ra chợ phiên để đổi lấy muối và vài thước vải cho mùa đông sắp tới.</p>"
)
OTHER = "<p>Trưởng bản nói năm nay được mùa ngô, nhà nào cũng có ăn, chỉ lo đường xuống chợ lại sạt lở sau mưa lớn.</p>"
HEAD = "<html><head><title>Chợ phiên đổi ngày họp</title></head><body><h1>Chợ phiên đổi ngày họp</h1>"
SECONDS = 20  # generous for a busy machine; each takes under two seconds on an idle one

NEWS = "".join(
    f"<li><h3><a href='/tin-so-{n}-trong-ngay.html'>Xóm {n} dựng lại cây cầu gỗ sau lũ</a></h3>{PARAGRAPH}</li>"
    for n in range(9)
)

REFUSED = {
    "nothing": (b"", Reason.NO_ARTICLE, "empty"),
    "blanks": (b" \n\t ", Reason.NO_ARTICLE, "empty"),
    "frames": (b"<html><frameset cols='20%,80%'><frame src=a></frameset></html>", Reason.NO_ARTICLE, "frameset"),
    "script only": (
        b'<html><body><div id="root"></div><script src=a.js></script></body></html>',
        Reason.NO_ARTICLE,
        "Java",
    ),
    "cookie wall": (
        b'<html><script>document.cookie="D1N=5f2;path=/";window.location.reload(true);</script></html>',
        Reason.WALL,
        "script",
    ),
    "soft 404": (
        "<title>Không tìm thấy trang</title><body><p>Đường dẫn không tồn tại hoặc bài viết đã bị xóa.</p>".encode(),
        Reason.SOFT_404,
        "Không tìm thấy trang",
    ),
    "soft 404 above the news of the day": (
        (
            "<title>Báo Bản Xa</title><meta property='og:type' content='article'><body>"
            "<header><a href='/'>Báo</a></header>"
            "<div class='not-found'><h1>Không tìm thấy nội dung</h1><p>Bài viết mà bạn đọc đang tìm không tồn"
            " tại, đã bị gỡ bỏ hoặc đường dẫn đã thay đổi. Mời bạn xem các tin mới dưới đây.</p></div>"
            f"<ul class='tin-moi'>{NEWS}</ul>"
        ).encode(),
        Reason.SOFT_404,
        "Không tìm thấy nội dung",
    ),
    "soft 404 with a marked body": (
        (
            "<title>Báo Bản Xa</title><body><h1>Rất tiếc</h1><div class='post-content'><p>Bài viết này đã bị gỡ bỏ. Mời"
            " bạn đọc quay lại trang nhất, hoặc xem những tin được đọc nhiều trong ngày ngay bên dưới đây.</p></div>"
            f"<ul class='tin-moi'>{NEWS}</ul>"
        ).encode(),
        Reason.SOFT_404,
        "Báo Bản Xa",
    ),
    "listing that calls itself an article": (
        (
            "<title>Thẻ: cầu gỗ</title><meta property='og:type' content='article'>"
            f"<body><main><h1>Thẻ: cầu gỗ</h1><ul>{NEWS}</ul></main>"
        ).encode(),
        Reason.LISTING,
        "9 linked headlines",
    ),
    "no title": (("<body>" + PARAGRAPH + OTHER).encode(), Reason.NO_TITLE, "h1"),
    "too short": (  # a marked body of one line
        (HEAD + "<div class='post-content'><p>Chợ đã dời sang bãi mới ven suối, họp cả ngày.</p></div>").encode(),
        Reason.TOO_SHORT,
        "",
    ),
    "ciphertext": (
        (
            HEAD + "<p>" + "U2FsdGVkX1+Zk3vQm8wYt0Hc5RrJpLx2Nn7Bb4Dd6Ff9Gg1Kk3Mm5Pp7Qq9Ss1Uu3Ww5Yy7Aa9Cc1Ee3 " * 20
        ).encode(),
        Reason.CIPHERTEXT,
        "unbroken",
    ),
    "listing": (
        (
            "<title>Thời sự</title><body><h1>Thời sự</h1>"
            + "".join(
                f"<div class=item><h3><a href='/tin-so-{n}-cua-ngay-hom-nay.html'>Tin số {n} của ngày hôm nay</a></h3>"
                f"<p>Tóm tắt ngắn của tin số {n}, dài hơn sáu mươi ký tự để trông giống một đoạn văn xuôi.</p></div>"
                for n in range(12)
            )
        ).encode(),
        Reason.LISTING,
        "linked headlines",
    ),
}


PAYWALL = (
    "<p>Nội dung này chỉ dành cho thuê bao. Vui lòng đăng nhập hoặc đăng ký gói đọc báo để tiếp tục đọc bài viết này "
    "trên mọi thiết bị của bạn.</p><p><a href=/dang-nhap>Đăng nhập</a></p></body></html>"
)


def test_a_request_to_subscribe_is_no_article_and_an_article_about_one_is() -> None:
    with pytest.raises(NotAnArticle, match="asks its reader to subscribe") as refusal:
        extract((HEAD + PAYWALL).encode(), URL)
    assert refusal.value.reason is Reason.WALL
    assert extract((HEAD + PARAGRAPH * 2 + OTHER * 2 + PAYWALL).encode(), URL).title


@pytest.mark.parametrize("name", REFUSED)
def test_refusal_has_its_name(name: str) -> None:
    html, reason, detail = REFUSED[name]
    with pytest.raises(NotAnArticle) as refusal:
        extract(html, "https://bao.example/thoi-su")
    assert refusal.value.reason is reason
    assert detail in refusal.value.detail


HUGE = {
    "200,000 nested div": HEAD + PARAGRAPH * 2 + OTHER + "<div>" * 200_000 + OTHER,
    "200,000 nested b": HEAD + PARAGRAPH + OTHER + "<b>" * 200_000,
    "nested tables": HEAD + PARAGRAPH + OTHER + "<table><tr><td>" * 70_000,
    "one line of 10 MB": HEAD + "<p>" + "Nước lên đồng. " * 550_000,
    "one word of 10 MB": HEAD + "<p>" + "x" * 10_000_000,
    "class of 10 MB": HEAD + "<div class='" + "a b " * 2_500_000 + "'>" + PARAGRAPH + OTHER,
    "half a million breaks": HEAD + "<div>" + "<br>" * 500_000,
    "ten thousand boxes": HEAD + "<div class='comment related share'>" * 2_000 + PARAGRAPH + OTHER,
    "a million opening signs": HEAD + "<" * 1_000_000,
    "dates without end": HEAD + "<p>" + "12/12/2012 10:10 " * 100_000,
    "deep JSON-LD": HEAD + "<script type='application/ld+json'>" + "[" * 100_000 + "</script>" + PARAGRAPH + OTHER,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HUGE)
def test_huge_page_ends_in_time(name: str) -> None:
    start = time.process_time()
    with contextlib.suppress(NotAnArticle):
        assert extract(HUGE[name].encode(), URL).title == "Chợ phiên đổi ngày họp"
    assert time.process_time() - start < SECONDS


def test_nul_bytes_are_no_part_of_the_text() -> None:
    article = extract((HEAD + PARAGRAPH + OTHER).encode().replace(b"ng", b"n\0g"), URL)
    assert "\0" not in article.title + article.text
    assert article.title == "Chợ phiên đổi ngày họp"


def test_utf8_cut_in_the_middle_of_a_letter_keeps_the_rest() -> None:
    page = (HEAD + PARAGRAPH + OTHER).encode()
    cut = page[: page.rindex("ở".encode()) + 1]
    assert extract(cut, URL).blocks[0].text.startswith("Sáng nay, người dân bản xa")


def test_html_closed_at_the_top_goes_on() -> None:
    page = "<html></html>" + HEAD + "</body></html>" + PARAGRAPH + OTHER
    assert len(extract(page.encode(), URL).blocks) == 2


def test_english_page_is_an_article_in_english() -> None:
    page = (
        "<title>Market moves to Sunday</title><body><h1>Market moves to Sunday</h1>"
        "<p>The upland market has moved to Sunday so that pupils can come down the mountain with their parents.</p>"
        "<p>Traders say the new day suits them, though the buffalo still know the road only on Saturdays.</p>"
    )
    assert extract(page.encode(), URL).language == "en"


TAGS = (
    "p",
    "div",
    "b",
    "a",
    "table",
    "td",
    "ul",
    "li",
    "h1",
    "h2",
    "script",
    "figure",
    "img",
    "br",
    "blockquote",
    "!--",
    "/p",
    "/div",
)
FRAGMENTS = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS]),
    st.sampled_from(
        [
            PARAGRAPH,
            OTHER,
            "Xem thêm:",
            "(Dân làng) - ",
            "20/11/2025 10:05",
            "<a href='/a-b-c-d-1.html'>Một tin khác nữa</a>",
        ]
    ),
    st.text(max_size=40),
    st.sampled_from(
        [
            "<div class='related'>",
            "<div itemprop='articleBody'>",
            "<div style='display:none'>",
            "<meta property='og:description' content='",
        ]
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FRAGMENTS, max_size=60).map("".join))
def test_no_markup_raises_anything_but_a_refusal(markup: str) -> None:
    _article_or_refusal(markup.encode("utf-8", "surrogatepass"), None)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=600),
    st.one_of(st.none(), st.sampled_from(["utf-8", "windows-1258", "utf-16", "no-such-charset"]), st.text(max_size=8)),
)
def test_no_bytes_raise_anything_but_a_refusal(html: bytes, encoding: str | None) -> None:
    _article_or_refusal(html, encoding)


def _article_or_refusal(html: bytes, encoding: str | None) -> None:
    with contextlib.suppress(NotAnArticle):
        article = extract(html, URL, encoding=encoding)
        assert article.title
        assert all(block.text for block in article.blocks)
        assert 0 <= article.quality.score <= 1
