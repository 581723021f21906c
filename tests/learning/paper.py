"""An invented paper with as many articles as a test asks for, and lines on its pages that one page cannot betray."""

from dataclasses import dataclass
from html import escape

_WHO = ("Bà Sáu Lành", "Ông Tư Đởm", "Cô giáo Hiền", "Anh Phúc", "Chị Mận", "Cụ Năm Trầu", "Em Bảo Ngọc")
_DOES = ("vá lại tấm lưới cũ", "chở mạ qua sông", "nhóm lò rang cà phê", "đóng thêm một chiếc xuồng",
         "dựng lại hàng rào dâm bụt", "mang sách sang xóm bên", "ngâm nếp nấu bánh ú", "sửa cái loa phường",
         "đào con mương thoát nước", "trồng hàng dừa xiêm", "đan rổ tre cho phiên chợ")  # fmt: skip
_WHERE = ("bến Cây Bàng", "ấp Rạch Giữa", "chợ Vàm Xáng", "cồn Én", "xóm Lò Gạch", "kênh Thầy Cai", "đình Tân Hội",
          "ngã ba Miễu Bà", "cầu Ông Thìn", "vườn nhãn Bà Hai", "bãi bồi Phú Đa", "đầu doi Thới Sơn",
          "trường làng Mỹ Lộc")  # fmt: skip
_WHEN = ("từ mờ sáng", "sau con nước rong", "giữa trưa nắng", "khi gió chướng về", "trước buổi tan trường")
_TOLD = (
    "{who} {does} ở {where} {when}, rồi ngồi kể với người qua đường rằng năm nay việc ấy khó hơn mọi năm.",
    "Theo lời {who}, hồi trước cả xóm cùng nhau {does}, còn bây giờ quanh {where} chỉ thấy người lớn tuổi làm.",
    "Hỏi vì sao vẫn {does}, {who} cười, chỉ tay về phía {where} và nói rằng làm riết rồi thành quen {when}.",
    "Có hôm {when}, mưa lớn ngập {where}, {who} phải nhờ hàng xóm mới kịp {does} trước khi nước lên thêm.",
    "Người ở {where} nói nếu không có {who} đứng ra {does} {when} thì chắc chẳng ai còn nhớ chuyện cũ.",
)

CALL = "Mời độc giả theo dõi những câu chuyện mới nhất của Bến Nước mỗi ngày trên ứng dụng và trên các trang của báo"
NEW_CALL = "Bến Nước có mặt trên ứng dụng mới từ mùa xuân này, mời bạn đọc tải về để không bỏ lỡ câu chuyện nào"
AUTHOR_NOTE = (
    "Bến Nước là tờ báo của những người sống dọc sông, ra mỗi ngày từ năm 1998, nhận bài của mọi bạn đọc gần xa"
)
COLUMN = "Mỗi sáng một chuyện nhỏ bên bến sông, do bạn đọc kể lại và tòa soạn giữ nguyên giọng của người kể chuyện."
CAPTION = "Ảnh minh họa: một khúc sông lúc nước lớn"


@dataclass(frozen=True, slots=True)
class Story:
    """One article of the paper: what a careful reader takes out of its page."""

    number: int
    title: str
    paragraphs: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"https://bennuoc.example/chuyen-{self.number}.html"


def story(number: int, *, standing: str = "") -> Story:
    """The article of that number; no two share a paragraph but for `standing`, the first one when given."""
    paragraphs = [_paragraph(number, place) for place in range(len(_TOLD))]
    return Story(number, _title(number), tuple([standing, *paragraphs] if standing else paragraphs))


def page(
    one: Story, *, call: str = CALL, box: str = AUTHOR_NOTE, design: str = "bai", marked: bool = True, by: str = ""
) -> bytes:
    """Its page: `call` stands in the body in the very markup of the paragraphs, `box` in a box of its own there.

    `by` signs below the paragraphs, bold and to the right.
    """
    prose = "".join(f'<p class="chu">{escape(text)}</p>' for text in one.paragraphs)
    figure = f'<figure><img src="/{one.number}.jpg" alt=""><figcaption>{CAPTION}</figcaption></figure>'
    boxed = f'<div class="{design}-khung"><p class="chu">{escape(box)}</p></div>' if box else ""
    called = f'<p class="chu">{escape(call)}</p>' if call else ""
    signed = f'<p style="text-align:right"><strong>{escape(by)}</strong></p>' if by else ""
    mark = "article-content" if marked else f"{design}-phan"
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(one.title)} - Bến Nước</title>
<meta property="article:published_time" content="2025-11-{one.number % 28 + 1:02}T06:30:00+07:00"></head><body>
<div class="{design}-dau"><a href="/">Trang chủ</a> <a href="/lang-que">Làng quê</a></div>
<div class="{design}-giua"><h1>{escape(one.title)}</h1>
<div class="{mark}">{figure}{prose}{signed}{boxed}{called}</div></div>
<div class="{design}-cuoi"><p>Bến Nước, số 12 đường Bờ Kè; thư bạn đọc xin gửi về tòa soạn.</p></div>
</body></html>""".encode()


def _title(number: int) -> str:
    return f"{_pick(_WHO, number)} và chuyện {_pick(_DOES, number)} ở {_pick(_WHERE, number)}"


def _paragraph(number: int, place: int) -> str:
    facts = {
        "who": _pick(_WHO, number), "does": _pick(_DOES, number + place), "where": _pick(_WHERE, number + 2 * place),
        "when": _pick(_WHEN, number // 7 + place),
    }  # fmt: skip
    return _TOLD[place].format(**facts)


def _pick(words: tuple[str, ...], number: int) -> str:
    return words[number % len(words)]
