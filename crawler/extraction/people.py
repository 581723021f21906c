"""Which words of a byline are the names of people."""

import re

from crawler.extraction.metadata import Metadata, clean
from crawler.extraction.names import vocabulary
from crawler.text import fold, normalize

_UPPER = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_NAME_WORD = rf"[{_UPPER}][\w'’.]*"
_NAME = re.compile(rf"{_NAME_WORD}(?:[ ]{_NAME_WORD}){{0,5}}")
_SEPARATORS = re.compile(r"\s*(?:[-–—/;,|&+•·]|\bvà\b)\s*")
_KINDS = r"(?:tin|bài|ảnh|clip|video)"
_PREFIX = re.compile(
    rf"^\s*(?:(?:tác giả|bài viết|{_KINDS}(?:\s*(?:,|và|&|-|/)\s*{_KINDS})*|thực hiện|nguồn|biên (?:dịch|tập|soạn)"
    r"|tổng hợp|lược dịch|dịch|phóng viên|nhà báo|pv|ctv|btv|biên tập viên|bút danh|bởi|(?:viết|đăng|gửi) bởi"
    r"|người (?:viết|đăng)|by|author|nội dung|thiết kế|đồ họa|theo)\s*(?::|(?=\s|$))\s*)+",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"\s*[(\[][^()\[\]]{0,60}[)\]]|\b(?:tổng hợp|lược dịch|biên dịch|thực hiện|lược ghi|và nhóm (?:pv|phóng viên)"
    r"|và (?:\d+|một) tác giả khác)\b|\bghi$|\S+@\S+",
    re.IGNORECASE,
)
_WHEN = re.compile(  # a byline shares its line with the date
    r"(?:\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cập nhật|đăng lúc|ngày|lúc)\b[\s,:-]*)*"
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}[:h]\d{2}(?::\d{2})?['’]?(?:\s?[AP]M)?|\(?GMT\s?[+]\s?0?7(?::00)?\)?)[\s,|-]*",
    re.IGNORECASE,
)
_RUN_ON = re.compile(  # name and date in two spans without a blank between
    r"(?<=[^\W\d_])(?=Thứ (?:[Hh]ai|[Bb]a|[Tt]ư|[Nn]ăm|[Ss]áu|[Bb]ảy)\b|Chủ [Nn]hật\b|\d{1,2}[/.-]\d{1,2}[/.-]\d{4})"
)
_PICTURES = re.compile(r"^\s*(?:ảnh|video|clip|đồ họa|đồ hoạ|thiết kế|kỹ thuật)\s*:", re.IGNORECASE)
_OUTLETS = vocabulary(  # papers and agencies that others credit, folded and without blanks
    """
    tuoitre thanhnien laodong tienphong dantri danviet nhandan phapluat nguoilaodong saigongiaiphong hanoimoi trithuc
    quandoinhandan congannhandan anninhthudo phunuvietnam phapluattphcm nguoiduatin doanhnghiep dautu giaothong
    giaoducthoidai suckhoedoisong kinhtedothi vietnamplus vietnamnet vnexpress znews zing infonet saostar kenh14 cafef
    ttxvn vov vtv vtc reuters afp ap bbc cnn bloomberg xinhua tass ria sputnik guardian dailymail nikkei
    """
)
NOT_PEOPLE = re.compile(  # with its marks: "báo" is a paper, "Bảo" a person
    r"\b(?:báo|bao dien tu|online|điện tử|tạp chí|tòa soạn|toà soạn|ban biên tập|bbt|pv|ctv|phóng viên|tổng hợp"
    r"|admin|administrator|editor|news|anonymous|unknown|null|quản trị|tin tức|cổng thông tin|đài truyền hình"
    r"|ttxvn|vnexpress|vietnamnet|vnn|chinhphu|vccorp|vov|vtv|tri thức trực tuyến)\b|\.(?:vn|com|net|org)\b"
)
_FAMILIES = vocabulary(
    """
    Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Trịnh Mai Tô Hà Cao Lưu Lương Thái
    Tạ Chu Châu Kiều Tống Quách Vương Doãn Lại Triệu Tăng Đào Lâm Phùng Trương Văn Nông Hứa Thạch Sầm Lò Quàng Giàng
    """
)
_PLACES = frozenset(
    {"ha noi", "ha giang", "ha nam", "ha tinh", "ha tien", "thai nguyen", "thai binh", "cao bang", "ly son"}
)
MOST = 6  # authors of one piece; a longer list is a masthead


def people(text: str, papers: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The persons a byline names, as written; () when it is no list of names. `papers`: folded names of the paper."""
    apart = _RUN_ON.sub(" ", normalize(text))
    plain = NOTE.sub(" ", _PREFIX.sub("", _WHEN.sub(" ", apart)))
    found = []
    for part in _SEPARATORS.split(plain.strip(" .:-–")):
        name = _PREFIX.sub("", part) if not _PICTURES.match(part) else ""
        name = name.strip(" .:")
        if not name or is_outlet(name) or squeezed(fold(name)) in papers or NOT_PEOPLE.search(name.lower()):
            continue
        if not _NAME.fullmatch(name) or len(name) > 40 or len(name) < 2:
            return ()
        found.append(name)
    return tuple(dict.fromkeys(found))[:MOST]


def paper_names(meta: Metadata, host: str) -> frozenset[str]:
    """What the paper is called, folded and without blanks: these are no authors."""
    publisher = meta.ld.get("publisher")
    labels = [label for label in host.split(".") if len(label) > 3 and label != "www"]
    told = [meta.first("og:site_name"), host, *labels]
    if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        told.append(clean(publisher["name"]))
    return frozenset(squeezed(fold(name)) for name in told if name)


def is_outlet(name: str) -> bool:
    """Whether a name is that of a paper or an agency that others credit."""
    plain = squeezed(fold(name.strip()))
    return plain in _OUTLETS or name.strip().lower().startswith(("báo ", "tạp chí ", "đài ", "the "))


def squeezed(text: str) -> str:
    """A folded name without blanks and without the word for newspaper in front."""
    return re.sub(r"\W|^bao\s", "", text)


def are_full_names(names: tuple[str, ...]) -> bool:
    """Whether these are names of two to five words with Vietnamese marks: safe to take without any markup."""
    return bool(names) and all(2 <= len(name.split()) <= 5 and not name.isascii() for name in names)


def are_family_names(names: tuple[str, ...]) -> bool:
    """Each begins with a family name and is no place: sections and cities stand below headlines too."""
    return all(name.split()[0].capitalize() in _FAMILIES and fold(name) not in _PLACES for name in names)
