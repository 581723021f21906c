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
        (
            "/cau-moi-bac-qua-song-lam-da-thong-xe.html",
            "https://bao.example/p/a1b2",
            "https://bao.example/cau-moi-bac-qua-song-lam-da-thong-xe.html",
        ),
        (
            "https://bao.example/cau-moi-thong-xe-4954454.html",
            "https://giaothong.bao.example/cau-moi-thong-xe-4954454.html",
            "https://bao.example/cau-moi-thong-xe-4954454.html",
        ),
        ("https://xbao.example/cau-moi-thong-xe-4954454.html", PAGE, PAGE),
        ("/kinh-te-xa-hoi/cau-moi", PAGE, PAGE),
        ("/thoi-su/", PAGE, PAGE),
        ("/", PAGE, PAGE),
        ("https://bao-khac.example/thoi-su/cau-moi-thong-xe-4954454.html", PAGE, PAGE),
        ("http://[x/", PAGE, PAGE),
        ("javascript:void(0)", PAGE, PAGE),
    ],
)
def test_a_canonical_link_is_believed_when_it_names_the_same_piece(told: str, url: str, kept: str) -> None:
    assert canonical_address([told], url, "Cầu mới bắc qua sông Lam thông xe") == kept


def test_og_url_is_believed_when_the_canonical_link_is_not() -> None:
    good = "https://bao.example/giao-thong/cau-moi-thong-xe-4954454.html"
    assert canonical_address(["/", good], PAGE, "") == good


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (
            "https://bao-cu.example/cau-moi-thong-xe-4954454.html",
            "https://bao-cu.example/cau-moi-thong-xe-4954454.html",
        ),
        ("https://bao-cu.example/", PAGE),
        ("https://bao-khac.example/cau-moi-thong-xe-4954454.html", PAGE),
    ],
)
def test_another_domain_of_the_same_paper_is_believed(told: str, kept: str) -> None:
    assert canonical_address([told], PAGE, "", ("bao.example", "bao-cu.example")) == kept
