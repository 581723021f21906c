import pytest

from crawler.extraction.canonical import canonical_address

PAGE = "https://bao.example/thoi-su/cau-moi-thong-xe-4954454.html"


@pytest.mark.parametrize(
    ("told", "url", "kept"),
    [
        ("", PAGE, PAGE),
        ("/thoi-su/cau-moi-thong-xe-4954454.html", f"{PAGE}?gidzl=1", PAGE),
        (
            "https://bao.example/giao-thong/cau-moi-thong-xe-4954454.html",
            PAGE,
            "https://bao.example/giao-thong/cau-moi-thong-xe-4954454.html",
        ),
        ("/tin/cau-moi-712.html", "https://bao.example/index.php?id=712", "https://bao.example/tin/cau-moi-712.html"),
        ("/thoi-su/", PAGE, PAGE),
        ("/", PAGE, PAGE),
        ("https://bao-khac.example/thoi-su/cau-moi-thong-xe-4954454.html", PAGE, PAGE),
        ("http://[x/", PAGE, PAGE),
        ("javascript:void(0)", PAGE, PAGE),
    ],
)
def test_a_canonical_link_is_believed_when_it_names_the_same_piece(told: str, url: str, kept: str) -> None:
    assert canonical_address(told, url) == kept
