"""Whatever papers, sites and settings are called, a card shows it as text; a real Markdown parser reads it back."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from crawler.corpus.card.markdown import address, code, literal

_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_HOSTILE = st.text(st.sampled_from("`|\\<>[](){}*_~#!&;:/.-+=\"' \n\tabaá@") | st.characters(exclude_categories=["Cs"]))


def cell(markdown: str) -> html.HtmlElement:
    """The middle cell of a row, as a reader's browser has it."""
    page = html.fromstring(_PARSER.render(f"| a | b | c |\n| --- | --- | --- |\n| x | {markdown} | y |\n\nnext"))
    cells = [one for one in page.iter("td") if isinstance(one, html.HtmlElement)]
    assert [one.text_content() for one in (cells[0], cells[-1])] == ["x", "y"]
    assert len(cells) == 3
    return cells[1]


def shown(text: str) -> str:
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter.isspace()).split())


@given(_HOSTILE)
@settings(deadline=None)
@example(
    "Báo <script>alert(1)</script> | [x](javascript:y) ![z](w) <!-- &amp; www.a.vn https://a.vn a@b.vn **b** ~~c~~"
)
def test_a_name_is_text_and_nothing_but_text(name: str) -> None:
    found = cell(literal(name))
    assert len(found) == 0
    assert found.text_content() == shown(name)


@given(_HOSTILE)
@settings(deadline=None)
@example("``a|b\\|c\\`<b>")
def test_code_is_one_piece_of_code(name: str) -> None:
    found = cell(code(f"x{name}"))
    assert [one.tag for one in found] == ["code"]
    assert len(found[0]) == 0
    assert found.text_content() == found[0].text_content()


def test_an_address_is_a_link_and_anything_else_is_not() -> None:
    assert cell(address("https://khobao.example/lien-he?a=1&b=2"))[0].get("href") == (
        "https://khobao.example/lien-he?a=1&b=2"
    )
    assert cell(address("toa-soan@khobao.example"))[0].get("href") == "mailto:toa-soan@khobao.example"
    for other in ("javascript:alert(1)", "https://a.vn/> <b>", 'https://a.vn/" onclick="x', "phòng 5"):
        assert len(cell(address(other))) == 0
