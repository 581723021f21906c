from time import process_time

import pytest

from crawler.discovery.sections import page_number, parse_section
from crawler.sites import Site

SITE = Site(id="bao-thu", domains=("baothu.vn",), article_url=r"-\d+\.htm$", deny=("/video/",))
URL = "https://baothu.vn/the-gioi.htm"


def page(body: str) -> bytes:
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def test_own_article_links_in_order_with_their_longest_text() -> None:
    body = page(
        '<a href="/mua-lon-1.htm"><img></a><a href="mua-lon-1.htm#binh-luan">Mưa lớn ở Huế</a>'
        '<a href="https://baothu.vn/gio-2.htm">Gió</a><a href="/video/song-3.htm">Sóng</a>'
        '<a href="https://baokhac.vn/tin-4.htm">Báo khác</a><a href="/kinh-te.htm">Kinh tế</a>'
        '<a href="javascript:void(0)">x</a><a href="http://[">y</a><a>không địa chỉ</a>'
    )
    entries = parse_section(body, URL, SITE).entries
    assert [(entry.url, entry.title) for entry in entries] == [
        ("https://baothu.vn/mua-lon-1.htm", "Mưa lớn ở Huế"),
        ("https://baothu.vn/gio-2.htm", "Gió"),
    ]


def test_a_base_element_is_honoured() -> None:
    body = page('<base href="https://baothu.vn/sau/"><a href="tin-1.htm">Tin</a>')
    assert parse_section(body, URL, SITE).entries[0].url == "https://baothu.vn/sau/tin-1.htm"


@pytest.mark.parametrize(
    ("url", "links", "following"),
    [
        (URL, '<a href="/the-gioi/trang-2.htm">2</a><a href="/the-gioi/trang-3.htm">3</a>', "/the-gioi/trang-2.htm"),
        ("https://baothu.vn/the-gioi/trang-2.htm", '<a href="/the-gioi/trang-3.htm">3</a>', "/the-gioi/trang-3.htm"),
        (URL, '<a href="/the-gioi-p2.htm">2</a>', "/the-gioi-p2.htm"),
        (URL, '<a href="/the-gioi.htm?page=2">2</a>', "/the-gioi.htm?page=2"),
        ("https://baothu.vn/the-gioi/", '<a href="/the-gioi/page/2/">2</a>', "/the-gioi/page/2/"),
        (URL, '<a href="/kinh-te-p2.htm">2</a>', None),
        (URL, '<a href="/tiep/abc">Trang sau »</a>', "/tiep/abc"),
        (URL, '<a href="/search?updated-max=2024">Bài đăng cũ hơn</a>', "/search?updated-max=2024"),
        (URL, '<link rel="next" href="/the-gioi.htm?o=20">', "/the-gioi.htm?o=20"),
        (URL, '<a href="/lich?date=2020-01-01">Hôm trước</a>', None),
        (URL, '<a href="https://baokhac.vn/the-gioi?page=2">2</a>', None),
        (URL, '<a href="/sau-con-mua-5.htm">Sau</a>', None),
        ("https://baothu.vn/timeline/0/trang-4.htm", "", "/timeline/0/trang-5.htm"),
    ],
)
def test_the_next_page(url: str, links: str, following: str | None) -> None:
    expected = None if following is None else "https://baothu.vn" + following
    assert parse_section(page(links), url, SITE).next_page == expected


def test_page_numbers() -> None:
    assert page_number(URL) == 1
    assert page_number("https://baothu.vn/the-gioi-p12") == 12
    assert page_number("https://baothu.vn/?paged=3") == 3


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\xff\xfe", b"<" * 1000, page("<a " * 1000)])
def test_junk_is_an_empty_section(body: bytes) -> None:
    assert parse_section(body, URL, SITE).entries == ()


def test_legacy_encodings_and_unknown_ones() -> None:
    body = '<a href="/mua-1.htm">Mưa</a>'.encode("utf-16")
    assert parse_section(body, URL, SITE, "utf-16").entries[0].title == "Mưa"
    assert parse_section(b'<a href="/mua-1.htm">x</a>', URL, SITE, "no-such-encoding").entries == ()


def test_a_page_of_a_hundred_thousand_links_is_cut() -> None:
    body = page("".join(f'<a href="/tin-{n}.htm">t</a>' for n in range(100_000)))
    assert len(parse_section(body, URL, SITE).entries) == 2000


@pytest.mark.parametrize("attribute", ["title", "aria-label"])
def test_a_label_without_end_costs_no_time(attribute: str) -> None:
    page = f"<a href='/x' {attribute}='{'»' * 100_000}!'>Tin</a>".encode()
    before = process_time()
    parse_section(page, URL, SITE)
    assert process_time() - before < 2  # 45 s when the whole label was searched
