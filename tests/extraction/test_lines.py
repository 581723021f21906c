"""Lines that point away from an article, and lines that only look like it and must stay."""

import pytest

from crawler.extraction import extract
from crawler.extraction.cues import ends_body, is_label, leads_to_article, starts_tags
from crawler.extraction.people import people

BODY = (
    "<title>Đò dọc chạy lại</title><body><h1>Đò dọc chạy lại</h1><div class='post-content'>"
    "<p>Sau bốn năm nghỉ, chuyến đò dọc từ chợ Gạo lên thị xã chạy lại từ sáng nay,"
    " mỗi ngày một chuyến đi và một chuyến về.</p>"
    "{}<p>Giá vé hai mươi nghìn đồng, trẻ em và người già đi không mất tiền,"
    " hàng hóa tính riêng theo bao hoặc theo sọt.</p></div>"
)
URL = "https://bao.example/do-doc-chay-lai-5.html"


def body_with(line: str) -> list[str]:
    return [block.text for block in extract(BODY.format(line).encode(), URL).blocks[1:-1]]


@pytest.mark.parametrize(
    "line",
    [
        "<p>&gt;&gt; Bến cũ thành chợ đêm</p>",
        "<p>Xem thêm: <a href='/ben-cu-thanh-cho-dem-4.html'>Bến cũ thành chợ đêm</a></p>",
        "<p><strong>Tin liên quan:</strong></p>",
        "<p><a href='/ben-cu-thanh-cho-dem-4.html'>Bến cũ thành chợ đêm</a></p>",
        "<p>https://bao.example/ben-cu-thanh-cho-dem-4.html</p>",
        "<p>Mời bạn đọc gửi bài về địa chỉ toasoan@bao.example</p>",
        "<p>Mời độc giả xem video: Chuyến đò đầu tiên</p>",
        "<div class='box-tin-lien-quan'><a href='/a-1.html'>Chợ đêm</a> <a href='/b-2.html'>Bến mới</a></div>",
        "<div><h4><a href='/ben-cu-thanh-cho-dem-4.html'>Bến cũ thành chợ đêm</a></h4><p>Chợ họp từ tối.</p></div>",
        "<p>Chia sẻ | Lưu bài viết | Bình luận</p>",
        "<div style='display:none'>Lượt xem: 12</div>",
        "<p>Đăng ký kênh YouTube của báo để xem thêm nhiều video</p>",
        "<p>Đánh giá bài viết: 4,5/5 (12 lượt)</p>",
        "<p>Nguồn: [Link nguồn]</p>",
        "<p>#dodoc #bencu</p>",
        "<p>Trình duyệt của bạn không hỗ trợ phát video.</p>",
        "<p>* Mời bạn đọc vào <a href='/thoi-su'>chuyên mục Thời sự</a> xem các tin, bài liên quan.</p>",
        "<p><b>Sự kiện:</b> <a href='/su-kien/do-doc-c12.html'>Đò dọc</a></p>",
        "<div class='binh-luan'><p>Đọc mà nhớ bến quê quá, mong đò chạy mãi để bà con hai bờ đi lại.</p></div>",
    ],
)
def test_pointer_goes(line: str) -> None:
    assert body_with(line) == []


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("<p>Video cho thấy con đò rời bến lúc sáu giờ.</p>", "Video cho thấy con đò rời bến lúc sáu giờ."),
        (
            "<p>Xem thêm một chuyến nữa, ông Tư mới tin là đò chạy thật.</p>",
            "Xem thêm một chuyến nữa, ông Tư mới tin là đò chạy thật.",
        ),
        (
            "<p>Theo dõi con nước từ nửa đêm, tài công chọn giờ rời bến.</p>",
            "Theo dõi con nước từ nửa đêm, tài công chọn giờ rời bến.",
        ),
        ("<p>Đò đi qua <a href='/cho-noi-1.html'>chợ nổi</a> lúc bảy giờ.</p>", "Đò đi qua chợ nổi lúc bảy giờ."),
        ("<h2><a href='/ben-gach-mot-noi-de-nho-7.html'>Bến Gạch, một nơi để nhớ</a></h2>", "Bến Gạch, một nơi để nhớ"),
        ("<div class='older-holder'>Bến cũ đông hơn bến mới.</div>", "Bến cũ đông hơn bến mới."),
        ("<p>Sự kiện: đò chạy lại sau bốn năm.</p>", "Sự kiện: đò chạy lại sau bốn năm."),
        (
            "<p>Theo dõi trang Facebook của bến, bà Sáu biết giờ đò.</p>",
            "Theo dõi trang Facebook của bến, bà Sáu biết giờ đò.",
        ),
        ("<h2><b>Ai</b> <i>còn đi đò</i></h2>", "Ai còn đi đò"),
        ("<div class='related-note'>Bảng giờ tàu dán ở đầu bến.</div>", "Bảng giờ tàu dán ở đầu bến."),
    ],
)
def test_line_that_belongs_stays(line: str, text: str) -> None:
    assert body_with(line) == [text]


MORE = "Chuyến sau đông hơn chuyến trước, có cả người từ bên kia sông sang chờ từ lúc trời còn chưa sáng."
RELATED = "<a href='/ben-cu-thanh-cho-dem-4.html'>Bến cũ thành chợ đêm</a>"


@pytest.mark.parametrize(
    "box",
    [
        f"<div class='box'><h4>Tin liên quan</h4><ul><li>{RELATED}</li></ul></div>",
        f"<div class='news'><h4>Có thể bạn quan tâm</h4><article><h3>{RELATED}</h3></article></div>",
        f"<p><b>Bài liên quan</b></p><p>{RELATED}</p>",
    ],
)
def test_paragraphs_behind_a_related_box_stay(box: str) -> None:
    paragraphs = [f"{MORE} Lần thứ {number}." for number in range(6)]
    lines = "".join(f"<p>{text}</p>" for text in paragraphs[:3]) + box
    assert body_with(lines + "".join(f"<p>{text}</p>" for text in paragraphs[3:])) == paragraphs


def test_teasers_behind_a_cue_go() -> None:
    teasers = f"<p>Các tin đã đưa:</p><p>{RELATED}</p><p>{MORE}</p>"
    html = BODY.format(f"<p>{MORE} Một.</p>").replace("</p></div>", f"</p>{teasers}</div>")
    article = extract(html.encode(), URL)
    assert article.blocks[-1].text.startswith("Giá vé")


@pytest.mark.parametrize(
    "text", ["In trang này | Quay lại | Về đầu trang", "Chia sẻ", "Bình luận (12) Thích", "Đọc tiếp Về trang Chủ đề"]
)
def test_labels(text: str) -> None:
    assert is_label(text)


@pytest.mark.parametrize(
    "text", ["In sách ở làng", "Quay lại bến cũ, ông khóc", "Chia sẻ với phóng viên, ông Tư nói: đò là nhà."]
)
def test_no_labels(text: str) -> None:
    assert not is_label(text)


def test_headlines_of_other_sections() -> None:
    assert all(
        ends_body(text)
        for text in ("Tin cùng chuyên mục", "Ý kiến bạn đọc ( 33 )", "Popular posts from this blog", "Các tin đã đưa:")
    )
    assert not any(
        ends_body(text) for text in ("Tin mới từ bến đò khiến cả làng vui", "Bình luận của ông Tư về con nước")
    )
    assert starts_tags("Từ khóa: đò dọc, sông nước")
    assert not starts_tags("Chủ đề buổi họp là con đò")


def test_addresses_of_articles() -> None:
    assert leads_to_article("/ben-cu-thanh-cho-dem.html")
    assert leads_to_article("/index.php?id=397731")
    assert not leads_to_article("/kinh-te.html")
    assert not leads_to_article("mailto:toasoan@bao.example")


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Hoài Thu", ("Hoài Thu",)),
        ("XUÂN LONG - NGHI VŨ", ("XUÂN LONG", "NGHI VŨ")),
        ("Bài và ảnh: Lê Na, Trần Văn Duy", ("Lê Na", "Trần Văn Duy")),
        ("Hà Thu (tổng hợp)", ("Hà Thu",)),
        ("Phóng viên Bảo Châu và Út Nhị", ("Bảo Châu", "Út Nhị")),
        ("Báo Sông Lam", ()),
        ("Ban biên tập", ()),
        ("PV", ()),
        ("sáng nay trời mưa", ()),
        ("20/11/2025", ()),
    ],
)
def test_people_are_names_and_nothing_else(byline: str, names: tuple[str, ...]) -> None:
    assert people(byline) == names
