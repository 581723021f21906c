"""The seed format, to the byte and back."""

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import seedformat
from crawler.errors import BadInput
from crawler.items import Article, Block

_LETTERS = st.characters(exclude_categories=["Z", "C"])
_PARAGRAPHS = st.lists(st.text(_LETTERS, min_size=1), min_size=1, max_size=8)
_DAYS = st.none() | st.dates()


def _article(*blocks: Block, published_at: datetime | None = None) -> Article:
    address = "https://baomau.example/cau-moi-1.html"
    title, lead = "Cầu mới qua sông", "Cây cầu dài nhất tỉnh thông xe."
    return Article(address, address, "baomau", title, blocks, summary=lead, published_at=published_at)


def test_content_is_prefix_captions_in_place_and_paragraphs() -> None:
    article = _article(
        Block("caption", "Cầu mới nhìn từ trên cao (Ảnh: Báo Mẫu)."),
        Block("paragraph", "Sáng nay, cây cầu đã thông xe."),
        Block("list", "Dài 1.200 m\nRộng 24 m"),
        published_at=datetime(2025, 3, 8, 7, 15, tzinfo=seedformat.VIETNAM),
    )
    assert seedformat.content_of(article) == (
        " date 2025-03-08 Cầu mới nhìn từ trên cao (Ảnh: Báo Mẫu).\n\n"
        "Sáng nay, cây cầu đã thông xe.\n\nDài 1.200 m\nRộng 24 m"
    )


def test_the_day_is_counted_in_vietnam() -> None:
    just_after_midnight = datetime(2025, 3, 7, 17, 5, tzinfo=UTC)
    assert seedformat.day_of(_article(published_at=just_after_midnight)) == date(2025, 3, 8)


def test_an_article_without_a_date_has_no_prefix() -> None:
    assert seedformat.content_of(_article(Block("paragraph", "Sáng nay, mưa lớn."))) == "Sáng nay, mưa lớn."


def test_blank_blocks_and_blank_lines_inside_a_block_leave_no_second_blank_line() -> None:
    article = _article(Block("paragraph", " "), Block("quote", "Một\n \nHai\n"), Block("paragraph", "Ba"))
    assert seedformat.body_of(article) == "Một\nHai\n\nBa"


@pytest.mark.parametrize(("number", "digits"), [(0, "000"), (41, "041"), (12345, "12345")])
def test_file_name_carries_number_and_digest(number: int, digits: str) -> None:
    expected = sha256("Sáng nay, mưa lớn.".encode()).hexdigest()[:16]
    assert seedformat.file_name(number, "Sáng nay, mưa lớn.") == f"{digits}_{expected}.txt"


@given(_DAYS, _PARAGRAPHS)
def test_reading_back_gives_the_same_article(day: date | None, paragraphs: list[str]) -> None:
    body = "\n\n".join(paragraphs)
    assert seedformat.parse(seedformat.render(body, day)) == (day, body)


@given(st.lists(st.tuples(_DAYS, _PARAGRAPHS), max_size=4))
def test_reading_a_folder_back_gives_the_same_articles(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[date | None, list[str]]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("seeds")
    contents = [seedformat.render("\n\n".join(paragraphs), day) for day, paragraphs in articles]
    for number, content in enumerate(contents):
        (folder / seedformat.file_name(number, content)).write_bytes(content.encode())
    read = [seedformat.parse(path.read_bytes().decode()) for path in sorted(folder.iterdir())]
    assert read == [(day, "\n\n".join(paragraphs)) for day, paragraphs in articles]


def test_newlines_that_an_editor_added_are_passed_over() -> None:
    assert seedformat.parse(" date 2025-03-08 Mưa lớn.\n\n") == (date(2025, 3, 8), "Mưa lớn.")


@pytest.mark.parametrize(
    "content",
    ["", " \n", " date 2025-03-08 ", " date 2025-02-30 Mưa lớn.", " date 8/3/2025 Mưa lớn.", " Mưa lớn."],
)
def test_nonsense_is_refused(content: str) -> None:
    with pytest.raises(BadInput):
        seedformat.parse(content)


@pytest.mark.parametrize("text", ["2025-2-3", "20250203", "2025-02-30", "٢٠٢٥-٠٢-٠٣", "hôm qua", ""])
def test_only_calendar_days_in_iso_form_are_days(text: str) -> None:
    with pytest.raises(BadInput):
        seedformat.day_from(text)
