"""Every rule of every filter, on texts written to break that rule alone or to pass."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.corpus.filters import FILTERS, condemned, reasons
from crawler.corpus.filters.measured import Measured, ends_a_sentence, sentences
from crawler.items import Article, Block

NEWS = (
    "Sáng nay, người dân xã Bình Minh đã ra đồng từ sớm để gặt những thửa lúa cuối cùng của vụ mùa.",
    "Ông Lê Văn Tư, một nông dân trong xã, cho biết năng suất năm nay cao hơn hẳn so với mọi năm trước.",
    "Theo phòng nông nghiệp huyện, giá thu mua tại ruộng đang ở mức tốt và được giữ ổn định nhiều tuần qua.",
    "Các hợp tác xã dự kiến mở thêm hai kho lạnh, để bà con có nơi cất trữ khi mưa bão kéo dài bất ngờ.",
    "“Chúng tôi mong con đường liên thôn này sớm được sửa”, chị Hoa nói khi đang chất lúa lên xe ba gác.",
)


def text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


LISTED = tuple(f"- Mục {number}: khu chợ của phường {number}0 được sửa trong năm nay" for number in range(12))


@pytest.mark.parametrize(
    ("name", "written", "reason"),
    [
        ("gopher-quality", text(NEWS[0]), "short"),
        ("gopher-quality", text("a b c d e f " * 10 + "và là"), "short-words"),
        ("gopher-quality", text("Nghiêngnghiêngngả " * 60 + "và là"), "long-words"),
        ("gopher-quality", text(*NEWS, "# " * 20), "hashes"),
        ("gopher-quality", text(*NEWS, "... " * 20), "ellipses"),
        ("gopher-quality", text(*LISTED), "bullets"),
        ("gopher-quality", text(*NEWS[:2], "Xem tiếp phần sau…", NEWS[2][:-1] + "..."), "lines-end-in-dots"),
        ("gopher-quality", text(NEWS[0], "1234 5678 9012 3456 " * 20), "few-letters"),
        (
            "gopher-quality",
            text("Mưa to gió lớn ngập đường phố sáng nay rồi tạnh hẳn lúc trưa. " * 5),
            "few-stop-words",
        ),
        ("gopher-repetition", text(*NEWS, NEWS[0], NEWS[1], NEWS[2]), "same-lines"),
        ("gopher-repetition", text(*NEWS[:3], "Hết.", "Xong.", "Vâng.", "Ừ.", NEWS[0]), "same-line-characters"),
        ("gopher-repetition", text("Giá vàng hôm nay " * 20 + " ".join(NEWS[:1])), "top-2-gram"),
        ("gopher-repetition", text(*(f"{line} {NEWS[0]} {n}" for n, line in enumerate(NEWS))), "repeated-5-grams"),
        ("c4", text(*NEWS, "Lorem ipsum dolor sit amet."), "lorem-ipsum"),
        ("c4", text(*NEWS, "if (a) { b(); }"), "curly-bracket"),
        ("c4", text(NEWS[0], "Kết quả chung cuộc đội nhà", "Đội khách", NEWS[1][:-1]), "few-sentences"),
        ("c4", text(*("Hãy bật JavaScript để xem bài này nhé." for _ in range(4))), "few-sentences"),
        ("fineweb-lines", text(*(line[:-1] for line in NEWS)), "few-lines-end"),
        ("fineweb-lines", text(NEWS[0], *(f"Xe số {n}." for n in range(9))), "short-lines"),
        ("fineweb-lines", text(*NEWS, NEWS[0]), "same-line-characters"),
        ("fineweb2", text(*NEWS[:3], *NEWS[:3]), "same-lines"),
        ("fineweb2", text(*NEWS[:2], *(line[:-1] for line in NEWS[2:]), "Tin", "Ảnh"), "few-lines-end"),
        ("fineweb2", text(*(f"Gặt {n}." for n in range(30)), *NEWS), "many-lines"),
        ("fineweb2", text(NEWS[0]), "short"),
        ("fineweb2", text("Mưa ( 12 ) : 34 / 56 - 78 = 90 ; gió. và là " * 2 + " ".join(NEWS)), "few-letters"),
    ],
)
def test_each_rule_condemns_what_breaks_it(name: str, written: str, reason: str) -> None:
    finding = condemned(name, written)
    assert finding is not None
    assert finding.reason == reason
    assert reason in reasons(name)


@pytest.mark.parametrize("name", FILTERS)
def test_plain_news_passes_and_nothing_is_empty(name: str) -> None:
    assert condemned(name, text(*NEWS)) is None
    assert FILTERS[name](article(*NEWS)) is None
    assert FILTERS[name](article()) == "empty"


@pytest.mark.parametrize("name", FILTERS)
def test_long_news_of_many_kinds_passes(name: str) -> None:
    subheading, listed = "Hai vụ một năm", "- Lúa thơm được ưa chuộng.\n- Nếp cái hoa vàng bán ra các tỉnh bạn."
    assert condemned(name, text(*NEWS, subheading, listed, "Cả xã có chín trăm hộ, và hơn nửa làm nông.")) is None


def article(*paragraphs: str) -> Article:
    blocks = tuple(Block("paragraph", paragraph) for paragraph in paragraphs)
    return Article("https://a.example/1", "https://a.example/1", "a", "Tin đồng áng", blocks)


def test_figures_and_limits_are_those_of_the_source() -> None:
    finding = condemned("gopher-quality", NEWS[0])
    assert finding is not None
    assert (finding.figure, finding.limit) == (22, 50)


@pytest.mark.parametrize("name", FILTERS)
def test_every_code_of_a_filter_is_one_rule(name: str) -> None:
    codes = reasons(name)
    assert codes[0] == "empty"
    assert len(set(codes)) == len(codes) > 3


def test_repetition_is_counted_as_it_stands() -> None:
    """Ten tokens of two characters, the last five of which came before: 10 of the 29 characters."""
    measured = Measured("aa bb cc dd ee aa bb cc dd ee")
    assert measured.repeated(5) == pytest.approx(10 / 29)
    assert measured.repeated(6) == 0
    assert measured.top(2) == pytest.approx(2 * 5 / 29)
    assert measured.top(6) == 0


@pytest.mark.parametrize(
    ("line", "ends", "count"),
    [
        ("Trời mưa.", True, 1),
        ("Trời mưa. Gió to! Ai đi?", True, 3),
        ("“Trời mưa.” Ông nói vậy.", True, 2),
        ("Giá 1.500 đồng, tăng 2.5 lần", False, 1),
        ("Ông hỏi: “Mưa à?”", True, 1),
        ("Trời mưa... rồi tạnh", False, 1),
    ],
)
def test_sentences(line: str, ends: bool, count: int) -> None:
    assert ends_a_sentence(line) is ends
    assert sentences(line) == count


@pytest.mark.parametrize("verdict", FILTERS.values(), ids=FILTERS)
@given(written=st.lists(st.text(max_size=60), max_size=12).map("\n\n".join))
def test_any_text_has_a_verdict_and_the_same_one_twice(verdict: Callable[[Article], str | None], written: str) -> None:
    asked = article(written)
    assert verdict(asked) == verdict(asked)
